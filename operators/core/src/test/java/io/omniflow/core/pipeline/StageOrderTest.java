package io.omniflow.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.omniflow.core.config.PipelineConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StageOrderTest {

    @Test
    void aStageComesAfterAllThatHandWorkToIt() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<String> ranked = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
            Collections.shuffle(ranked, random);
            List<PipelineConfig> pipelines = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                pipelines.add(new PipelineConfig("p" + i, someOf(ranked, random)));
            }
            List<String> order = StageOrder.of(List.of("f", "a", "d", "c", "b", "e"), pipelines);

            assertThat(order).containsExactlyInAnyOrderElementsOf(ranked);
            pipelines.forEach(p -> assertThat(order).containsSubsequence(p.stages()));
        }
    }

    @Test
    void aLoopIsRefusedByName() {
        List<PipelineConfig> loop =
                List.of(
                        new PipelineConfig("there", List.of("a", "b", "c")),
                        new PipelineConfig("back", List.of("c", "b")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StageOrder.of(List.of("a", "b", "c"), loop))
                .withMessageContaining("b -> c -> b");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                StageOrder.of(
                                        List.of("a"),
                                        List.of(new PipelineConfig("p", List.of("a", "a")))))
                .withMessageContaining("a -> a");
    }

    @Test
    void aStageThatDoesNotExistIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                StageOrder.of(
                                        List.of("a"),
                                        List.of(new PipelineConfig("p", List.of("a", "x")))))
                .withMessageContaining("'x'");
    }

    @Test
    void aStageHandsOnToWhatFollowsItInAnyPipeline() {
        List<PipelineConfig> pipelines =
                List.of(
                        new PipelineConfig("one", List.of("a", "b", "c")),
                        new PipelineConfig("two", List.of("b", "d")),
                        new PipelineConfig("three", List.of("b", "c")));

        assertThat(StageOrder.successors("a", pipelines)).containsExactly("b");
        assertThat(StageOrder.successors("b", pipelines)).containsExactly("c", "d");
        assertThat(StageOrder.successors("c", pipelines)).isEmpty();
    }

    /** At least two of the stages, in their order. */
    private static List<String> someOf(List<String> ranked, Random random) {
        List<String> some = new ArrayList<>(ranked);
        for (int left = random.nextInt(ranked.size() - 1); left > 0; left--) {
            some.remove(random.nextInt(some.size()));
        }
        return some;
    }
}
