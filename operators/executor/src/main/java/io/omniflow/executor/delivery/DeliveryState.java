package io.omniflow.executor.delivery;

import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.OutcomeCodec;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;

/** What delivery keeps for each request of several images; the names are never changed. */
final class DeliveryState {

    /** The images that have ended, by index. */
    static final MapStateDescriptor<Integer, TaskOutcome> OUTCOMES =
            new MapStateDescriptor<>(
                    "outcomes",
                    IntSerializer.INSTANCE,
                    new CodecSerializer<>(OutcomeCodec.INSTANCE));

    /** While images are missing: when the request times out, in epoch milliseconds. */
    static final ValueStateDescriptor<Long> WAIT_UNTIL =
            new ValueStateDescriptor<>("wait-until", LongSerializer.INSTANCE);

    /** Once the result is out: when its request was published, in epoch milliseconds. */
    static final ValueStateDescriptor<Long> DONE_CREATED =
            new ValueStateDescriptor<>("done-created", LongSerializer.INSTANCE);

    /** Once the result is out: when to forget that, in epoch milliseconds. */
    static final ValueStateDescriptor<Long> DONE_UNTIL =
            new ValueStateDescriptor<>("done-until", LongSerializer.INSTANCE);

    private DeliveryState() {}
}
