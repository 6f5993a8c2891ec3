package io.omniflow.executor.testing;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Drives an operator that needs its factory, which Flink's own two-input harness does not take. */
public final class FactoryHarness<A, B, R> extends AbstractStreamOperatorTestHarness<R> {

    private static final int MAX_PARALLELISM = 720;

    private final TypeSerializer<R> outputSerializer;

    /** Creates a harness without keys. */
    public FactoryHarness(StreamOperatorFactory<R> factory, TypeSerializer<R> outputSerializer)
            throws Exception {
        super(factory, MAX_PARALLELISM, 1, 0);
        this.outputSerializer = outputSerializer;
    }

    /** Makes the first input keyed. */
    public FactoryHarness<A, B, R> keyedBy(KeySelector<A, String> selector) {
        config.setStatePartitioner(0, selector);
        config.setStateKeySerializer(
                Types.STRING.createSerializer(executionConfig.getSerializerConfig()));
        config.serializeAllConfigs();
        return this;
    }

    /** Opens the operator with restored state, or with none. */
    public void start(OperatorSubtaskState restored) throws Exception {
        setup(outputSerializer);
        if (restored == null) {
            initializeEmptyState();
        } else {
            initializeState(restored);
        }
        open();
    }

    /** Takes the snapshot of a savepoint that stops the job without draining it. */
    public OperatorSubtaskState stopWithSavepoint(long checkpointId) throws Exception {
        prepareSnapshotPreBarrier(checkpointId);
        return snapshotWithLocalState(
                        checkpointId, 0, SavepointType.suspend(SavepointFormatType.CANONICAL))
                .getJobManagerOwnedState();
    }

    /** Gives a record to the first or only input. */
    @SuppressWarnings("unchecked") // the operator under test has these inputs
    public void first(A value) throws Exception {
        StreamRecord<A> record = new StreamRecord<>(value);
        if (operator instanceof TwoInputStreamOperator) {
            ((TwoInputStreamOperator<A, B, R>) operator).setKeyContextElement1(record);
            ((TwoInputStreamOperator<A, B, R>) operator).processElement1(record);
        } else {
            ((OneInputStreamOperator<A, R>) operator).processElement(record);
        }
    }

    /** Gives a record to the second input. */
    @SuppressWarnings("unchecked") // the operator under test has these inputs
    public void second(B value) throws Exception {
        ((TwoInputStreamOperator<A, B, R>) operator).processElement2(new StreamRecord<>(value));
    }
}
