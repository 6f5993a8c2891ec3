package io.omniflow.executor.metrics;

import static io.omniflow.executor.metrics.AcrossSubtasks.HIGHEST;
import static io.omniflow.executor.metrics.AcrossSubtasks.MEAN;
import static io.omniflow.executor.metrics.AcrossSubtasks.SUM;
import static io.omniflow.executor.metrics.MetricKind.COUNTER;
import static io.omniflow.executor.metrics.MetricKind.GAUGE;
import static io.omniflow.executor.metrics.MetricKind.HISTOGRAM;
import static io.omniflow.executor.metrics.MetricLabel.CAUSE;
import static io.omniflow.executor.metrics.MetricLabel.CODE;
import static io.omniflow.executor.metrics.MetricLabel.FAILURE;
import static io.omniflow.executor.metrics.MetricLabel.LEVEL;
import static io.omniflow.executor.metrics.MetricLabel.REQUEST_CLASS;
import static io.omniflow.executor.metrics.MetricLabel.STATUS;
import static io.omniflow.executor.metrics.MetricLabel.STEP_CACHE;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of the job. Operators register no others; docs/metrics.md and {@code ./omniflow
 * metrics} are made from this list. Names are part of the public contract and are never reused for
 * something else.
 */
public enum OmniMetric {
    /** Requests that broke no rule. */
    REQUESTS_ADMITTED(
            counter("admission", "numRequestsAdmitted", MetricUnit.REQUESTS),
            "Requests that broke no rule."),
    /** Images of admitted requests. */
    IMAGES_ADMITTED(
            counter("admission", "numImagesAdmitted", MetricUnit.IMAGES),
            "Images of those requests."),
    /** Requests that broke a rule. */
    REQUESTS_REFUSED(
            counter("admission", "numRequestsRefused", MetricUnit.REQUESTS).by(CODE),
            "Requests that broke a rule and were answered with a REJECTED result."),
    /** Records that no result can answer. */
    DEAD_LETTERED(
            counter("admission", "numDeadLettered", MetricUnit.RECORDS).by(CODE),
            "Records of the requests topic that no result can answer, sent to the dead letters."),

    /** Waiting images. */
    QUEUE_DEPTH(
            gauge("scheduler", "queueDepth", MetricUnit.IMAGES, SUM).by(REQUEST_CLASS),
            "Images that wait."),
    /** The longest wait so far. */
    OLDEST_WAIT(
            gauge("scheduler", "oldestWaitMs", MetricUnit.MILLISECONDS, HIGHEST).by(REQUEST_CLASS),
            "How long the oldest waiting image has waited; 0 if none waits."),
    /** Waiting times of released images. */
    QUEUE_WAIT(
            histogram("scheduler", "queueWaitMs").by(REQUEST_CLASS),
            "How long released images had waited."),
    /** Released images. */
    RELEASED(
            counter("scheduler", "numReleased", MetricUnit.IMAGES).by(REQUEST_CLASS),
            "Images that were released to a worker."),
    /** Slots that scheduling may fill. */
    FREE_SLOTS(
            gauge("scheduler", "freeSlots", MetricUnit.SLOTS, SUM),
            "Slots that can take an image now; negative while urgent images are held above them."),
    /** Whether a command has paused the stage. */
    RELEASES_PAUSED(
            gauge("scheduler", "releasesPaused", MetricUnit.FLAG, HIGHEST),
            "Whether a command has paused the stage."),
    /** The version of the live configuration. */
    CONFIG_VERSION(
            gauge("scheduler", "configVersion", MetricUnit.NUMBER, HIGHEST),
            "Version of the configuration that can be changed while the job runs."),
    /** Images that the queue had no room for. */
    REJECTED(
            counter("scheduler", "numRejected", MetricUnit.IMAGES).by(CODE),
            "Images that scheduling rejected, such as with QUEUE_FULL."),
    /** Images that expired while they waited. */
    EXPIRED_WAITING(
            counter("scheduler", "numExpired", MetricUnit.IMAGES).by(CODE),
            "Images that expired while they waited: DEADLINE_EXCEEDED or REQUEST_TIMEOUT."),
    /** Images that were cancelled while they waited. */
    CANCELLED_WAITING(
            counter("scheduler", "numCancelled", MetricUnit.IMAGES),
            "Images that were cancelled while they waited."),
    /** Images that moved to another quality level. */
    LEVEL_MOVES(
            counter("scheduler", "numLevelMoves", MetricUnit.IMAGES),
            "Images that moved to a lower quality level to make their deadline."),
    /** Images that share the generation of an equal one. */
    FOLLOWERS(
            counter("scheduler", "numFollowers", MetricUnit.IMAGES),
            "Images that share the generation of an equal one that is in flight."),
    /** Images that went past the queue. */
    PASSED(
            counter("scheduler", "numPassed", MetricUnit.IMAGES),
            "Images that went past the queue because their output was known to be stored."),
    /** Outputs that are known to be stored. */
    KNOWN_OUTPUTS(
            gauge("scheduler", "knownOutputs", MetricUnit.ENTRIES, SUM),
            "Outputs that are known to be stored."),
    /** Images that were received again. */
    DUPLICATES(
            counter("scheduler", "numDuplicates", MetricUnit.IMAGES),
            "Images that were received again and dropped."),
    /** Images under the id of another request. */
    REUSED_IDS(
            counter("scheduler", "numReusedIds", MetricUnit.IMAGES),
            "Images whose id belongs to another request, sent to the dead letters."),

    /** Look-ups that found an output. */
    CACHE_HITS(
            gauge("ditCache", "numCacheHits", MetricUnit.TIMES, SUM),
            "Look-ups that found an output."),
    /** Look-ups that found nothing. */
    CACHE_MISSES(
            gauge("ditCache", "numCacheMisses", MetricUnit.TIMES, SUM),
            "Look-ups that found nothing."),
    /** Look-ups for which only neighbours were found. */
    CACHE_OFFERS(
            gauge("ditCache", "numCacheOffers", MetricUnit.TIMES, SUM),
            "Look-ups that found no output, but outputs of similar prompts to start from."),
    /** Entries that were removed. */
    CACHE_EVICTIONS(
            gauge("ditCache", "numCacheEvictions", MetricUnit.ENTRIES, SUM).by(CAUSE),
            "Entries that were removed: to make room for others (entries, bytes), because of their"
                    + " age (ttl), by a command (invalidated), or because the file with their"
                    + " output was missing or altered (unreadable)."),
    /** Entries that were not what they must be. */
    CACHE_UNUSABLE(
            gauge("ditCache", "numCacheUnusable", MetricUnit.ENTRIES, SUM),
            "Entries of the cache topic that are corrupt or of another model revision, dropped."),
    /** Entries whose outputs could not be written to a file. */
    CACHE_OUTPUTS_LOST(
            gauge("", "numCacheOutputsLost", MetricUnit.ENTRIES, SUM),
            "Entries that were not cached because their large output could not be written to a"
                    + " file, or too many others waited to be."),
    /** Steps that hits stood for. */
    CACHE_STEPS_SPARED(
            gauge("ditCache", "numCacheStepsSpared", MetricUnit.STEPS, SUM),
            "Inference steps of the outputs that were found."),
    /** Entries held. */
    CACHE_ENTRIES(gauge("ditCache", "cacheEntries", MetricUnit.ENTRIES, SUM), "Entries held."),
    /** Size of the entries held. */
    CACHE_BYTES(
            gauge("ditCache", "cacheBytes", MetricUnit.BYTES, SUM), "Size of the entries held."),
    /** Records of the cache topic that are no entry. */
    MALFORMED_CACHE_ENTRIES(
            counter("", "numMalformedCacheEntries", MetricUnit.RECORDS),
            "Records of the cache topic that are no entry, sent to the dead letters."),

    /** Images a worker holds. */
    IN_FLIGHT(
            gauge("generation", "inFlight", MetricUnit.IMAGES, SUM),
            "Images that workers hold, whether they run or not."),
    /** Images that take steps. */
    RUNNING(gauge("generation", "running", MetricUnit.IMAGES, SUM), "Images that take steps."),
    /** Images that make room for urgent ones. */
    PAUSED(
            gauge("generation", "paused", MetricUnit.IMAGES, SUM),
            "Images that have begun and make room for more urgent ones, or for another model."),
    /** Generations a worker runs at once. */
    SLOTS(
            gauge("generation", "slots", MetricUnit.SLOTS, SUM),
            "Generations that workers run at once."),
    /** Images a worker takes. */
    CAPACITY(
            gauge("generation", "capacity", MetricUnit.SLOTS, SUM),
            "Images that workers take at a time: slots and prefetch."),
    /** Share of slots in use. */
    UTILIZATION(
            gauge("generation", "utilization", MetricUnit.RATIO, MEAN),
            "Share of the slots that are in use."),
    /** Whether the model is on the device. */
    MODEL_LOADED(
            gauge("generation", "modelLoaded", MetricUnit.FLAG, SUM),
            "1 while the worker's model is on the device, 0 while it makes room for another"
                    + " one or sleeps."),
    /** Loads of the model. */
    MODEL_LOADS(
            counter("generation", "numModelLoads", MetricUnit.TIMES),
            "How often a worker loaded its model."),
    /** Unloads of the model. */
    MODEL_UNLOADS(
            counter("generation", "numModelUnloads", MetricUnit.TIMES),
            "How often a model left its device: for another one, to sleep, or with a lost device."),
    /** How long loading takes. */
    MODEL_LOAD_TIME(
            histogram("generation", "modelLoadMs"),
            "How long a worker took to load its model and warm it up, the wait for room included."),
    /** Times from first step to end. */
    GENERATION_TIME(
            histogram("generation", "generationMs").by(REQUEST_CLASS),
            "Time from the first step to the end of completed images, pauses included."),
    /** Images that workers completed. */
    COMPLETED(
            counter("generation", "numCompleted", MetricUnit.IMAGES),
            "Images that workers completed, followers included."),
    /** Images that failed on workers. */
    FAILED(
            counter("generation", "numFailed", MetricUnit.IMAGES).by(CODE),
            "Images that failed on workers."),
    /** Generations that were tried again. */
    RETRIES(
            counter("generation", "numRetries", MetricUnit.TIMES).by(FAILURE),
            "How often a generation was tried again after a failure of its class."),
    /** Images that expired on workers. */
    EXPIRED_RUNNING(
            counter("generation", "numExpired", MetricUnit.IMAGES),
            "Images whose deadline passed on a worker."),
    /** Images that were cancelled on workers. */
    CANCELLED_RUNNING(
            counter("generation", "numCancelled", MetricUnit.IMAGES),
            "Images that were cancelled on a worker."),
    /** Images that were generated. */
    GENERATED(
            counter("generation", "numGenerated", MetricUnit.IMAGES).by(LEVEL),
            "Images that workers generated, each once, by the quality level used."),
    /** Transformer blocks run. */
    BLOCK_EVALUATIONS(
            counter("generation", "numBlockEvaluations", MetricUnit.TIMES).by(STEP_CACHE),
            "Transformer blocks run for a guidance branch, by the step cache of the generation."),
    /** Transformer blocks that step caches spared. */
    BLOCK_EVALUATIONS_SPARED(
            counter("generation", "numBlockEvaluationsSpared", MetricUnit.TIMES).by(STEP_CACHE),
            "Transformer blocks that step caches spared."),
    /** Steps that were reused. */
    STEPS_REUSED(
            counter("generation", "numStepsReused", MetricUnit.STEPS).by(STEP_CACHE),
            "Steps that were taken without computing all of it."),
    /** Batches that workers computed. */
    BATCHES(
            counter("generation", "numBatches", MetricUnit.TIMES),
            "Batches in which workers computed steps."),
    /** Steps that workers computed. */
    STEPS_COMPUTED(
            counter("generation", "numStepsComputed", MetricUnit.STEPS),
            "Steps that those batches computed, in whole steps of their largest member; by"
                    + " numBatches, the mean batch."),
    /** Time in which workers computed. */
    COMPUTING_TIME(
            counter("generation", "numComputingMs", MetricUnit.MILLISECONDS),
            "Time that those batches took on the device."),
    /** Pauses for urgent images. */
    PREEMPTIONS(
            counter("generation", "numPreemptions", MetricUnit.TIMES),
            "How often an image was paused for a more urgent one."),
    /** Images that were taken for known and were not. */
    KNOWN_MISSES(
            counter("generation", "numKnownMisses", MetricUnit.IMAGES),
            "Images that went past the queue and were not found in the cache after all, so that"
                    + " workers took them above their capacity."),
    /** What step caches left of pictures that were painted again without them. */
    AUDITED_QUALITY(
            histogram("generation", "auditedPsnrDb", MetricUnit.DECIBELS),
            "How close audited images, made with a step cache, came to the same without one; 60 is"
                    + " the most."),

    /** Images that ended. */
    IMAGES_ENDED(
            counter("delivery", "numImages", MetricUnit.IMAGES).by(STATUS), "Images that ended."),
    /** Results that left. */
    RESULTS(counter("delivery", "numResults", MetricUnit.REQUESTS), "Results that were written."),
    /** Times from request to result. */
    REQUEST_LATENCY(
            histogram("delivery", "requestLatencyMs"),
            "Time from the creation of a request to its result."),
    /** Requests that kept their deadline. */
    SLO_MET(
            counter("delivery", "numSloMet", MetricUnit.REQUESTS).by(REQUEST_CLASS),
            "Requests with a deadline that were completed before it."),
    /** Requests that missed their deadline. */
    SLO_MISSED(
            counter("delivery", "numSloMissed", MetricUnit.REQUESTS).by(REQUEST_CLASS),
            "Requests with a deadline that were not; cancelled ones count in neither."),
    /** Requests that gave up waiting for images. */
    REQUEST_TIMEOUTS(
            counter("delivery", "numRequestTimeouts", MetricUnit.REQUESTS),
            "Requests whose missing images were given up."),
    /** Outcomes that came after the result. */
    LATE_OUTCOMES(
            counter("delivery", "numLateOutcomesDropped", MetricUnit.IMAGES),
            "Images that ended after the result of their request was written."),
    /** Records that were too large for their topic. */
    OVERSIZED_RECORDS(
            counter("", "numOversizedRecords", MetricUnit.RECORDS),
            "Records that were too large for their topic: results are offloaded, cache entries and"
                    + " events dropped, dead letters cut.");

    private final Shape shape;
    private final String description;

    OmniMetric(Shape shape, String description) {
        this.shape = shape;
        this.description = description;
    }

    /** Returns the group of metrics below the operator's; empty if there is none. */
    public String group() {
        return shape.group();
    }

    /** Returns the name within the group. */
    public String metricName() {
        return shape.name();
    }

    /** Returns how it behaves over time. */
    public MetricKind kind() {
        return shape.kind();
    }

    /** Returns what it counts or measures. */
    public MetricUnit unit() {
        return shape.unit();
    }

    /** Returns what it is split by, if anything. */
    public Optional<MetricLabel> label() {
        return Optional.ofNullable(shape.label());
    }

    /** Returns how the values of several subtasks make one. */
    public AcrossSubtasks across() {
        return shape.across();
    }

    /** Returns what it says, in a sentence. */
    public String description() {
        return description;
    }

    private static Shape counter(String group, String name, MetricUnit unit) {
        return new Shape(group, name, COUNTER, unit, SUM, null);
    }

    private static Shape gauge(String group, String name, MetricUnit unit, AcrossSubtasks across) {
        return new Shape(group, name, GAUGE, unit, across, null);
    }

    private static Shape histogram(String group, String name) {
        return histogram(group, name, MetricUnit.MILLISECONDS);
    }

    private static Shape histogram(String group, String name, MetricUnit unit) {
        return new Shape(group, name, HISTOGRAM, unit, HIGHEST, null);
    }

    /** Everything about a metric but its meaning. */
    private record Shape(
            String group,
            String name,
            MetricKind kind,
            MetricUnit unit,
            AcrossSubtasks across,
            @Nullable MetricLabel label) {

        Shape by(MetricLabel other) {
            return new Shape(group, name, kind, unit, across, other);
        }
    }
}
