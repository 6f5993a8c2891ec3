package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.metrics.LevelLabel;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of one worker. Gauges show copies, since reporters read them on their own threads. */
final class GenerationMetrics {

    private static final Set<ErrorCode> FAILURES =
            EnumSet.of(
                    ErrorCode.NOT_FINITE,
                    ErrorCode.WORKER_TIMEOUT,
                    ErrorCode.POISON,
                    ErrorCode.GENERATION_FAILED,
                    ErrorCode.RESOURCE_EXHAUSTED,
                    ErrorCode.INTERNAL);

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicInteger loaded = new AtomicInteger();
    private final OmniMetrics metrics;
    private final CostsDifference difference = new CostsDifference();

    GenerationMetrics(MetricGroup operator, StageConfig config) {
        metrics = new OmniMetrics(operator);
        metrics.counter(OmniMetric.COMPLETED);
        metrics.counter(OmniMetric.EXPIRED_RUNNING);
        metrics.counter(OmniMetric.CANCELLED_RUNNING);
        metrics.counter(OmniMetric.PREEMPTIONS);
        metrics.counter(OmniMetric.KNOWN_MISSES);
        metrics.counter(OmniMetric.BATCHES);
        metrics.counter(OmniMetric.STEPS_COMPUTED);
        metrics.counter(OmniMetric.COMPUTING_TIME);
        for (Priority priority : Priority.values()) {
            metrics.histogram(OmniMetric.GENERATION_TIME, priority);
        }
        for (FailureClass why : FailureClass.values()) {
            metrics.counter(OmniMetric.RETRIES, why);
        }
        FAILURES.forEach(code -> metrics.counter(OmniMetric.FAILED, code));
        for (StepCacheKind kind : StepCacheKind.values()) {
            metrics.counter(OmniMetric.BLOCK_EVALUATIONS, kind);
            metrics.counter(OmniMetric.BLOCK_EVALUATIONS_SPARED, kind);
            metrics.counter(OmniMetric.STEPS_REUSED, kind);
        }
        for (LevelLabel level : LevelLabel.values()) {
            metrics.counter(OmniMetric.GENERATED, level);
        }
        metrics.histogram(OmniMetric.AUDITED_QUALITY);
        metrics.counter(OmniMetric.MODEL_LOADS);
        metrics.counter(OmniMetric.MODEL_UNLOADS);
        metrics.histogram(OmniMetric.MODEL_LOAD_TIME);
        metrics.gauge(OmniMetric.MODEL_LOADED, () -> loaded.get() > 0 ? 1 : 0);
        metrics.gauge(OmniMetric.IN_FLIGHT, inFlight::get);
        metrics.gauge(OmniMetric.RUNNING, running::get);
        metrics.gauge(OmniMetric.PAUSED, paused::get);
        metrics.gauge(OmniMetric.SLOTS, config::slots);
        metrics.gauge(OmniMetric.CAPACITY, config::capacity);
        metrics.gauge(
                OmniMetric.UTILIZATION,
                () -> Math.min(1.0, (double) inFlight.get() / config.slots()));
    }

    /** The model is on the device; one of a call that hung may be there beside it. */
    void loaded(long tookMs) {
        loaded.incrementAndGet();
        metrics.counter(OmniMetric.MODEL_LOADS).inc();
        metrics.histogram(OmniMetric.MODEL_LOAD_TIME).update(tookMs);
    }

    void unloaded() {
        loaded.decrementAndGet();
        metrics.counter(OmniMetric.MODEL_UNLOADS).inc();
    }

    void inFlight(int tasks) {
        inFlight.set(tasks);
    }

    /** Takes how many of the tasks advance and how many are paused. */
    void states(int advancing, int pausing) {
        running.set(advancing);
        paused.set(pausing);
    }

    void completed(Priority priority, long tookMs) {
        metrics.counter(OmniMetric.COMPLETED).inc();
        metrics.histogram(OmniMetric.GENERATION_TIME, priority).update(tookMs);
    }

    /** Takes what a generation did, once however many tasks shared it. */
    void generated(StepCacheSpec spec, StepCacheReport report) {
        StepCacheKind kind = spec.kind();
        metrics.counter(OmniMetric.BLOCK_EVALUATIONS, kind).inc(report.evaluations());
        metrics.counter(OmniMetric.BLOCK_EVALUATIONS_SPARED, kind).inc(report.spared());
        metrics.counter(OmniMetric.STEPS_REUSED, kind).inc(report.stepsReused());
        metrics.counter(OmniMetric.GENERATED, LevelLabel.of(spec.level())).inc();
    }

    /** Takes what steps have cost since the worker's attempt began. */
    void measured(List<StepCost> costs) {
        CostsDifference.Added added = difference.to(costs);
        metrics.counter(OmniMetric.BATCHES).inc(added.batches());
        metrics.counter(OmniMetric.STEPS_COMPUTED).inc(added.steps());
        metrics.counter(OmniMetric.COMPUTING_TIME).inc(added.millis());
    }

    void failed(ErrorCode code) {
        metrics.counter(OmniMetric.FAILED, code).inc();
    }

    /** A generation is tried again. */
    void retried(FailureClass why) {
        metrics.counter(OmniMetric.RETRIES, why).inc();
    }

    void expired() {
        metrics.counter(OmniMetric.EXPIRED_RUNNING).inc();
    }

    void audited(double decibels) {
        metrics.histogram(OmniMetric.AUDITED_QUALITY).update(Math.round(decibels));
    }

    void cancelled() {
        metrics.counter(OmniMetric.CANCELLED_RUNNING).inc();
    }

    /** A task came here whose output had been known to be stored. */
    void knownMiss() {
        metrics.counter(OmniMetric.KNOWN_MISSES).inc();
    }

    void preempted() {
        metrics.counter(OmniMetric.PREEMPTIONS).inc();
    }
}
