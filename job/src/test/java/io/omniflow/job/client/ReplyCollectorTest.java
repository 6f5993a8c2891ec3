package io.omniflow.job.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplyCollectorTest {

    @Test
    void waitsForOtherStagesOnlyAWhileAfterEachCommandIsAnswered() {
        ReplyCollector collector = new ReplyCollector(Set.of("a", "b"), 500);

        collector.accept(reply("a", "one"), 1_000);
        assertThat(collector.isUnanswered()).isTrue();
        assertThat(collector.isDone(100_000)).isFalse();
        collector.accept(reply("b", "one"), 2_000);
        assertThat(collector.isUnanswered()).isFalse();
        assertThat(collector.isDone(2_499)).isFalse();
        collector.accept(reply("b", "two"), 2_400);
        assertThat(collector.isDone(2_500)).isTrue();
        assertThat(collector.replies()).hasSize(3);
    }

    @Test
    void oneStageIsNotWaitedFor() {
        ReplyCollector collector = new ReplyCollector(Set.of("a"), 0);

        assertThat(collector.isDone(0)).isFalse();
        collector.accept(reply("a", "one"), 0);
        assertThat(collector.isDone(0)).isTrue();
    }

    @Test
    void ignoresOtherEventsAndRepeats() {
        ReplyCollector collector = new ReplyCollector(Set.of("a"), 0);

        collector.accept(reply("other", "one"), 0);
        collector.accept(new Incoming.Event(GenerationEvent.getDefaultInstance()), 0);
        assertThat(collector.replies()).isEmpty();
        collector.accept(reply("a", "one"), 0);
        collector.accept(reply("a", "one"), 0);
        assertThat(collector.replies()).hasSize(1);
    }

    private static Incoming reply(String command, String stage) {
        return new Incoming.Event(
                GenerationEvent.newBuilder()
                        .setControlReply(
                                ControlReply.newBuilder()
                                        .setCommandId(command)
                                        .setStage(stage)
                                        .setOk(true))
                        .build());
    }
}
