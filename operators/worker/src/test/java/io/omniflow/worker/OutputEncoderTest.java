package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.worker.testing.TestingGeneration;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the encoder does when more comes than it can take. */
final class OutputEncoderTest {

    private final RecordingListener listener = new RecordingListener();
    private final Member<TestingGeneration> member =
            new Member<>(
                    Arrival.of(
                            Submission.fresh(
                                    TestTasks.task("p", 32, 40, Priority.NORMAL), RunTerms.DEFAULT),
                            0));

    @Test
    void previewsAreLeftOutWhenManyWaitAndOutputsAreNot() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (OutputEncoder encoder =
                new OutputEncoder("test", listener, new AuditQueue(0), Clock.systemUTC())) {
            encoder.show(
                    member,
                    () -> {
                        busy.countDown();
                        pass(free);
                        return preview(0);
                    });
            pass(busy);
            for (int step = 1; step <= 20; step++) {
                int at = step;
                encoder.show(member, () -> preview(at));
            }
            encoder.encode(
                    member,
                    () -> new Output(new byte[] {1}, "x/y", 1, 1, List.of()),
                    StepCacheReport.NONE);
            free.countDown();
            await().atMost(Duration.ofSeconds(30)).until(() -> !listener.ended().isEmpty());
            encoder.show(member, () -> preview(30));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> listener.previews(member.id()).size() == 10);
        }

        assertThat(listener.previews(member.id()))
                .extracting(Preview::step)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 30);
        assertThat(listener.outputs()).containsOnlyKeys(member.id());
    }

    private static Preview preview(int step) {
        return new Preview(step, new byte[0], "x/y", 1, 1);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
