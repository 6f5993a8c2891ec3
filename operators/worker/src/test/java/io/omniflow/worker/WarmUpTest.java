package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    /** One picture of 64 x 64 with guidance. */
    private static final long UNITS = unitsOfOne();

    private long now;

    @Test
    void paintsAloneAndInAFullBatchWithoutAndWithGuidance() {
        RecordingModel model = new RecordingModel(0);

        WarmUp.run(model, stage(3, 0), () -> now);

        assertThat(model.steps)
                .containsExactly(
                        "1 of 1.0",
                        "1 of 1.0",
                        "3 of 1.0",
                        "3 of 1.0",
                        "1 of 2.5",
                        "1 of 2.5",
                        "3 of 2.5",
                        "3 of 2.5");
        assertThat(model.finished).isEqualTo(4);
        assertThat(model.open).isZero();
    }

    @Test
    void batchesAreNotLargerThanTheLoopMakesThem() {
        RecordingModel model = new RecordingModel(0);

        WarmUp.run(model, stage(8, 2 * UNITS + 1), () -> now);

        assertThat(model.steps).contains("2 of 2.5").doesNotContain("3 of 2.5", "8 of 2.5");
    }

    @Test
    void nothingIsBegunThatWouldNotEndInTime() {
        RecordingModel model = new RecordingModel(WarmUp.BUDGET.toNanos() / 10);

        WarmUp.run(model, stage(8, 0), () -> now);

        // Two steps of one take a fifth of the time, so eight of them would take more than is left.
        assertThat(model.steps).containsExactly("1 of 1.0", "1 of 1.0");
        assertThat(model.open).isZero();
    }

    @Test
    void aModelThatFailsSaysAtWhatAndLeavesNothingBehind() {
        RecordingModel model = new RecordingModel(0);
        model.failing = 3;

        assertThatThrownBy(() -> WarmUp.run(model, stage(3, 0), () -> now))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE))
                .hasMessage(
                        "the model 'm' cannot make 3 at once of its default size 64 x 64: not"
                                + " finite");
        assertThat(model.open).isZero();
    }

    private static long unitsOfOne() {
        return Shape.of(new GenerationParams("", "", 64, 64, 2, 2.5, 0)).units();
    }

    private static StageConfig stage(int slots, long maxBatchUnits) {
        ModelSpec model =
                new ModelSpec("m", "r", "none", 64, 64, 16, 64, 16, 20, 100, 2.5, 20, 1_000, 4);
        return TestStages.of(model, slots, maxBatchUnits);
    }

    /** Writes down every step. */
    private final class RecordingModel implements StepModel<RecordingModel.Picture> {

        private final long stepNanos;
        private final List<String> steps = new ArrayList<>();
        private int failing;
        private int finished;
        private int open;

        RecordingModel(long stepNanos) {
            this.stepNanos = stepNanos;
        }

        @Override
        public Picture begin(Beginning beginning) {
            open++;
            return new Picture((GenerationParams) beginning.params());
        }

        @Override
        public List<StepReport> step(List<Picture> batch) {
            now += stepNanos;
            steps.add(batch.size() + " of " + batch.get(0).params.guidanceScale());
            batch.forEach(picture -> picture.step++);
            return batch.stream()
                    .map(
                            picture ->
                                    batch.size() == failing
                                            ? StepReport.failed(
                                                    new CoreModuleException(
                                                            ErrorCode.NOT_FINITE, "not finite"))
                                            : StepReport.ADVANCED)
                    .toList();
        }

        @Override
        public PendingOutput finish(Picture picture) {
            assertThat(picture.isDone()).isTrue();
            finished++;
            return () -> new Output(new byte[0], "image/png", 64, 64, List.of());
        }

        @Override
        public Snapshot snapshot(Picture picture) {
            return new Snapshot(picture.step, Map.of());
        }

        @Override
        public void close() {}

        private final class Picture implements Generation {

            private final GenerationParams params;
            private int step;

            Picture(GenerationParams params) {
                this.params = params;
            }

            @Override
            public int step() {
                return step;
            }

            @Override
            public int steps() {
                return params.steps();
            }

            @Override
            public Object batchKey() {
                return "";
            }

            @Override
            public List<String> warnings() {
                return List.of();
            }

            @Override
            public void close() {
                open--;
            }
        }
    }
}
