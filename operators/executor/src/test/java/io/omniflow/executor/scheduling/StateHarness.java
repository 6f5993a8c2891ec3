package io.omniflow.executor.scheduling;

import io.omniflow.executor.testing.Tasks;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** Gives something real keyed state, under one key, over any number of restarts. */
final class StateHarness<T> implements AutoCloseable {

    private final Opener<T> opener;
    private final Flusher<T> flusher;
    private KeyedOneInputStreamOperatorTestHarness<String, String, String> harness;
    private Holder<T> holder;
    private long checkpoints;

    StateHarness(Opener<T> opener, Flusher<T> flusher) throws Exception {
        this.opener = opener;
        this.flusher = flusher;
        start(null);
    }

    /** What was opened. */
    T get() {
        return holder.value;
    }

    /** The state it was opened with. */
    KeyedStateStore store() {
        return holder.store;
    }

    /** Takes a snapshot, forgets everything else, and opens it again. */
    void restart() throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(++checkpoints, 0);
        harness.close();
        start(snapshot);
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }

    private void start(OperatorSubtaskState snapshot) throws Exception {
        holder = new Holder<>(opener, flusher);
        harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        holder, value -> Tasks.MODEL, Types.STRING);
        harness.setup();
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
    }

    /** Opens what is tested. */
    interface Opener<T> {
        T open(KeyedStateStore store) throws Exception;
    }

    /** Writes what it holds back, before a snapshot. */
    interface Flusher<T> {
        void flush(T value) throws Exception;
    }

    @SuppressWarnings("serial") // it never leaves the test
    private static final class Holder<T> extends AbstractStreamOperator<String>
            implements OneInputStreamOperator<String, String> {

        private final transient Opener<T> opener;
        private final transient Flusher<T> flusher;
        private transient KeyedStateStore store;
        private transient T value;

        Holder(Opener<T> opener, Flusher<T> flusher) {
            this.opener = opener;
            this.flusher = flusher;
        }

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            setCurrentKey(Tasks.MODEL);
            store = context.getKeyedStateStore();
            value = opener.open(store);
        }

        @Override
        public void snapshotState(StateSnapshotContext context) throws Exception {
            flusher.flush(value);
            super.snapshotState(context);
        }

        @Override
        public void processElement(StreamRecord<String> element) {
            throw new UnsupportedOperationException("it has no input");
        }
    }
}
