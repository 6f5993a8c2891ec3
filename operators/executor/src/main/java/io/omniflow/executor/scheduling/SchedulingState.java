package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.request.TaskId;
import io.omniflow.executor.record.ConfigChanges;
import io.omniflow.executor.record.IdBlock;
import io.omniflow.executor.record.KnownBlock;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.RememberedId;
import io.omniflow.executor.record.SchedulingMemory;
import io.omniflow.executor.state.CacheEpochCodec;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.ConfigChangesCodec;
import io.omniflow.executor.state.IdBlockCodec;
import io.omniflow.executor.state.KnownBlockCodec;
import io.omniflow.executor.state.QueuedTaskCodec;
import io.omniflow.executor.state.RememberedIdCodec;
import io.omniflow.executor.state.SchedulingMemoryCodec;
import io.omniflow.executor.state.TaskIdCodec;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/** Names and serializers of the state of scheduling; never rename one. */
final class SchedulingState {

    /** Waiting tasks. */
    static final MapStateDescriptor<TaskId, QueuedTask> WAITING =
            new MapStateDescriptor<>(
                    "waiting",
                    new CodecSerializer<>(TaskIdCodec.INSTANCE),
                    new CodecSerializer<>(QueuedTaskCodec.INSTANCE));

    /** Blocks of request ids that were seen, by the number of the first divided by their size. */
    static final MapStateDescriptor<Long, IdBlock> ID_BLOCKS =
            new MapStateDescriptor<>(
                    "id-blocks",
                    LongSerializer.INSTANCE,
                    new CodecSerializer<>(IdBlockCodec.INSTANCE));

    /** Request ids that were seen, as the first release kept them. */
    static final MapStateDescriptor<String, RememberedId> IDS =
            new MapStateDescriptor<>(
                    "ids",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(RememberedIdCodec.INSTANCE));

    /** The ids of the first release in the order of their first sight. */
    static final MapStateDescriptor<Long, String> ID_LOG =
            new MapStateDescriptor<>("id-log", LongSerializer.INSTANCE, StringSerializer.INSTANCE);

    /** First entry of that log. */
    static final ValueStateDescriptor<Long> ID_LOG_HEAD =
            new ValueStateDescriptor<>("id-log-head", LongSerializer.INSTANCE);

    /** Entry after the last of that log. */
    static final ValueStateDescriptor<Long> ID_LOG_TAIL =
            new ValueStateDescriptor<>("id-log-tail", LongSerializer.INSTANCE);

    /** Requests whose cancellation holds for a while, and until when, in epoch milliseconds. */
    static final MapStateDescriptor<String, Long> CANCELLED =
            new MapStateDescriptor<>(
                    "cancelled", StringSerializer.INSTANCE, LongSerializer.INSTANCE);

    /** What commands have set of the configuration. */
    static final ValueStateDescriptor<ConfigChanges> CONFIG =
            new ValueStateDescriptor<>(
                    "config", new CodecSerializer<>(ConfigChangesCodec.INSTANCE));

    /** What was invalidated. */
    static final ListStateDescriptor<CacheEpoch> EPOCHS =
            new ListStateDescriptor<>(
                    "cache-epochs", new CodecSerializer<>(CacheEpochCodec.INSTANCE));

    /** Outputs that are known to be stored, in blocks. */
    static final MapStateDescriptor<Long, KnownBlock> KNOWN_OUTPUTS =
            new MapStateDescriptor<>(
                    "known-outputs",
                    LongSerializer.INSTANCE,
                    new CodecSerializer<>(KnownBlockCodec.INSTANCE));

    /** Whether the model sleeps; absent if it never did. */
    static final ValueStateDescriptor<Boolean> ASLEEP =
            new ValueStateDescriptor<>("asleep", BooleanSerializer.INSTANCE);

    /** Shares, costs and totals. */
    static final ValueStateDescriptor<SchedulingMemory> MEMORY =
            new ValueStateDescriptor<>(
                    "memory", new CodecSerializer<>(SchedulingMemoryCodec.INSTANCE));

    private SchedulingState() {}
}
