package io.omniflow.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SavepointHoldTest {

    private static final SavepointFormatType FORMAT = SavepointFormatType.CANONICAL;

    private final SavepointHold hold = new SavepointHold();
    private final List<String> emitted = new ArrayList<>();

    @Test
    void emitsAtOnceUntilASavepointStopsTheJob() {
        emit("a");
        hold.onSnapshot(7, options(SavepointType.suspend(FORMAT)));
        emit("b");

        assertThat(hold.isHolding()).isTrue();
        assertThat(emitted).containsExactly("a");
    }

    @ParameterizedTest
    @MethodSource("typesThatLeaveTheJobRunningOrDrainIt")
    void doesNotHoldForOtherSnapshots(SnapshotType type) {
        hold.onSnapshot(7, options(type));
        emit("a");

        assertThat(emitted).containsExactly("a");
    }

    static List<SnapshotType> typesThatLeaveTheJobRunningOrDrainIt() {
        return List.of(
                CheckpointType.CHECKPOINT,
                CheckpointType.FULL_CHECKPOINT,
                SavepointType.savepoint(FORMAT),
                SavepointType.terminate(FORMAT));
    }

    @Test
    void emitsInOrderOnceTheSavepointIsAborted() {
        hold.onSnapshot(7, options(SavepointType.suspend(FORMAT)));
        emit("a");
        emit("b");
        hold.onAborted(6);
        assertThat(emitted).isEmpty();

        hold.onAborted(7);
        emit("c");

        assertThat(emitted).containsExactly("a", "b", "c");
    }

    @Test
    void aLaterCheckpointEndsAHoldWhoseAbortWasLost() {
        hold.onSnapshot(7, options(SavepointType.suspend(FORMAT)));
        emit("a");
        hold.beforeBarrier(8);

        assertThat(emitted).containsExactly("a");
        assertThat(hold.isHolding()).isFalse();
    }

    @Test
    void aSecondSavepointHoldsAgainAndIsReleasedByItsOwnAbort() {
        hold.onSnapshot(7, options(SavepointType.suspend(FORMAT)));
        hold.beforeBarrier(8);
        hold.onSnapshot(8, options(SavepointType.suspend(FORMAT)));
        emit("a");
        hold.onAborted(7);
        assertThat(emitted).isEmpty();

        hold.onAborted(8);
        assertThat(emitted).containsExactly("a");
    }

    private void emit(String value) {
        hold.emit(() -> emitted.add(value));
    }

    private static CheckpointOptions options(SnapshotType type) {
        return CheckpointOptions.alignedNoTimeout(
                type, CheckpointStorageLocationReference.getDefault());
    }
}
