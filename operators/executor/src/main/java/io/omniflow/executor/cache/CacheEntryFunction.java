package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.CacheEntryDecoder;
import io.omniflow.executor.wire.CacheEpochDecoder;
import io.omniflow.executor.wire.DeadLetterEncoder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Reads the records of the cache topic. Entries and their removals by tombstones are the main
 * output, in the order of the topic, invalidations the side output {@link
 * SideOutputs#CACHE_NOTICES}, and what scheduling must know of all goes to {@link
 * SideOutputs#SCHEDULING_INPUTS}. What is none of these goes to the dead letters untouched.
 */
public final class CacheEntryFunction extends ProcessFunction<InboundRecord, CacheInput> {

    private static final long serialVersionUID = 1L;

    private transient CacheEntryDecoder decoder;
    private transient Counter malformed;

    /** Creates the function. */
    public CacheEntryFunction() {}

    @Override
    public void open(OpenContext context) {
        decoder = new CacheEntryDecoder();
        malformed =
                new OmniMetrics(getRuntimeContext().getMetricGroup())
                        .counter(OmniMetric.MALFORMED_CACHE_ENTRIES);
    }

    @Override
    public void processElement(InboundRecord record, Context context, Collector<CacheInput> out) {
        if (record.value() == null) {
            CacheEntryDecoder.removed(record).ifPresent(slot -> remove(slot, context, out));
            return;
        }
        try {
            if (CacheEpochDecoder.isEpoch(record)) {
                CacheEpoch epoch = CacheEpochDecoder.decode(record);
                context.output(SideOutputs.CACHE_NOTICES, new CacheNotice.Epoch(epoch));
                context.output(
                        SideOutputs.SCHEDULING_INPUTS, new SchedulingInput.Invalidated(epoch));
            } else {
                CacheEntry entry = decoder.decode(record);
                out.collect(new CacheInput.Entry(entry));
                context.output(SideOutputs.SCHEDULING_INPUTS, SchedulingInput.Stored.of(entry));
            }
        } catch (CoreModuleException e) {
            malformed.inc();
            long now = context.timerService().currentProcessingTime();
            TaskError error = TaskError.of(e, ErrorCode.INVALID_CACHE_ENTRY);
            context.output(
                    SideOutputs.DEAD_LETTERS,
                    new DeadLetterEncoder().encode(record, "dit-cache", error, now));
        }
    }

    private static void remove(EntrySlot slot, Context context, Collector<CacheInput> out) {
        out.collect(new CacheInput.Removal(slot));
        context.output(SideOutputs.SCHEDULING_INPUTS, new SchedulingInput.Removed(slot));
    }
}
