package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.executor.state.CacheEpochCodec;
import io.omniflow.executor.state.CodecSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/** What was invalidated, in broadcast state: each subtask has all of it, at any parallelism. */
final class EpochState {

    /** Epochs by scope and name; never rename it. */
    private static final MapStateDescriptor<String, CacheEpoch> EPOCHS =
            new MapStateDescriptor<>(
                    "epochs",
                    StringSerializer.INSTANCE,
                    new CodecSerializer<>(CacheEpochCodec.INSTANCE));

    private final BroadcastState<String, CacheEpoch> state;

    EpochState(OperatorStateStore states) throws Exception {
        state = states.getBroadcastState(EPOCHS);
    }

    List<CacheEpoch> read() throws Exception {
        List<CacheEpoch> epochs = new ArrayList<>();
        for (Map.Entry<String, CacheEpoch> entry : state.immutableEntries()) {
            epochs.add(entry.getValue());
        }
        return epochs;
    }

    void write(List<CacheEpoch> epochs) throws Exception {
        state.clear();
        for (CacheEpoch epoch : epochs) {
            state.put(epoch.scope() + "/" + epoch.name(), epoch);
        }
    }
}
