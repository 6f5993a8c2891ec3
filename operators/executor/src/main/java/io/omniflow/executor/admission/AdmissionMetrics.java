package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what becomes of records. */
final class AdmissionMetrics {

    private static final Set<ErrorCode> REFUSALS =
            EnumSet.range(ErrorCode.UNKNOWN_MODEL, ErrorCode.INVALID_FIELD);
    private static final Set<ErrorCode> NO_ANSWER =
            EnumSet.of(ErrorCode.UNPARSEABLE, ErrorCode.INVALID_ID);

    private final OmniMetrics metrics;
    private final Counter requests;
    private final Counter images;

    AdmissionMetrics(MetricGroup operator) {
        metrics = new OmniMetrics(operator);
        requests = metrics.counter(OmniMetric.REQUESTS_ADMITTED);
        images = metrics.counter(OmniMetric.IMAGES_ADMITTED);
        // A counter that is first seen at 1 has grown for nobody who looks at its rate.
        REFUSALS.forEach(code -> metrics.counter(OmniMetric.REQUESTS_REFUSED, code));
        NO_ANSWER.forEach(code -> metrics.counter(OmniMetric.DEAD_LETTERED, code));
    }

    void admitted(int count) {
        requests.inc();
        images.inc(count);
    }

    void refused(ErrorCode code) {
        metrics.counter(OmniMetric.REQUESTS_REFUSED, code).inc();
    }

    void deadLettered(ErrorCode code) {
        metrics.counter(OmniMetric.DEAD_LETTERED, code).inc();
    }
}
