package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts what becomes of records, in the group {@code admission}. The label {@code code} has as
 * many values as there are error codes; each is registered when it first occurs.
 */
final class AdmissionMetrics {

    private final MetricGroup group;
    private final Counter requests;
    private final Counter images;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final Map<ErrorCode, Counter> deadLettered = new EnumMap<>(ErrorCode.class);

    AdmissionMetrics(MetricGroup operator) {
        group = operator.addGroup("admission");
        requests = group.counter("numRequestsAdmitted");
        images = group.counter("numImagesAdmitted");
    }

    void admitted(int count) {
        requests.inc();
        images.inc(count);
    }

    void refused(ErrorCode code) {
        counter(refused, "numRequestsRefused", code).inc();
    }

    void deadLettered(ErrorCode code) {
        counter(deadLettered, "numDeadLettered", code).inc();
    }

    private Counter counter(Map<ErrorCode, Counter> counters, String name, ErrorCode code) {
        return counters.computeIfAbsent(
                code, label -> group.addGroup("code", label.name()).counter(name));
    }
}
