package io.omniflow.executor.record;

import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.state.StreamTypes;
import org.apache.flink.util.OutputTag;

/** The side outputs of the operators. */
public final class SideOutputs {

    /** Terminal outcomes on their way to delivery, from operators whose main output is another. */
    public static final OutputTag<TaskOutcome> OUTCOMES =
            new OutputTag<>("outcomes", StreamTypes.OUTCOME);

    /** Results that need no delivery, because no task came of the request. */
    public static final OutputTag<OutboundRecord> RESULTS =
            new OutputTag<>("results", StreamTypes.OUTBOUND);

    /** Progress and answers to commands. */
    public static final OutputTag<OutboundRecord> EVENTS =
            new OutputTag<>("events", StreamTypes.OUTBOUND);

    /** Records that cannot be processed. */
    public static final OutputTag<OutboundRecord> DEAD_LETTERS =
            new OutputTag<>("dead-letters", StreamTypes.OUTBOUND);

    /** Tasks that go on to the next stage of their pipeline. */
    public static final OutputTag<AdmittedTask> ONWARD =
            new OutputTag<>("onward", StreamTypes.ADMITTED);

    /** Entries for the cache topic. */
    public static final OutputTag<OutboundRecord> CACHE_ENTRIES =
            new OutputTag<>("cache-entries", StreamTypes.OUTBOUND);

    /** What dit-cache is told: by the cache topic of epochs, by scheduling of configurations. */
    public static final OutputTag<CacheNotice> CACHE_NOTICES =
            new OutputTag<>("cache-notices", StreamTypes.CACHE_NOTICE);

    /** What the cache topic tells scheduling. */
    public static final OutputTag<SchedulingInput> SCHEDULING_INPUTS =
            new OutputTag<>("scheduling-inputs", StreamTypes.SCHEDULING_INPUT);

    private SideOutputs() {}
}
