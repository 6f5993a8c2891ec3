package io.omniflow.job.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.RecordPlace;
import io.omniflow.job.client.Subscription;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobIndexTest {

    private static final long NOW_MS = 1_700_000_000_000L;

    private static final long DAY_MS = 86_400_000;

    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);

    @Test
    void itKeepsToItsBoundsWhateverComes() {
        Random random = new Random(1);
        JobIndex index = new JobIndex(new JobIndex.Bounds(50, 60_000, DAY_MS), clock);
        for (int i = 0; i < 5000; i++) {
            String id = "r" + (i / 10 + random.nextInt(20));
            switch (random.nextInt(3)) {
                case 0 -> index.accept(request(id, "p".repeat(random.nextInt(2000)), NOW_MS));
                case 1 -> index.accept(progress(id));
                default -> index.accept(result(id));
            }
            assertThat(index.size()).isLessThanOrEqualTo(50);
            assertThat(index.bytes()).isBetween(0L, 60_000L);
        }
        assertThat(index.size()).isPositive();
    }

    @Test
    void finishedRequestsAreForgottenBeforeOthers() {
        JobIndex index = new JobIndex(new JobIndex.Bounds(4, 1 << 20, DAY_MS), clock);
        for (String id : List.of("a", "b", "c", "d")) {
            index.accept(request(id, id, NOW_MS));
        }
        index.accept(result("c"));
        index.accept(request("e", "e", NOW_MS));
        assertThat(ids(index)).containsExactlyInAnyOrder("a", "b", "d", "e");

        index.accept(request("f", "f", NOW_MS));
        assertThat(ids(index)).containsExactlyInAnyOrder("b", "d", "e", "f");
    }

    @Test
    void oldRequestsAreForgotten() {
        JobIndex index = new JobIndex(new JobIndex.Bounds(100, 1 << 20, DAY_MS), clock);
        index.accept(request("old", "old", NOW_MS - DAY_MS - 1));
        index.accept(request("new", "new", NOW_MS));
        assertThat(ids(index)).containsExactly("new");
    }

    @Test
    void picturesAreNotKept() {
        JobIndex index = new JobIndex(new JobIndex.Bounds(100, 1 << 20, DAY_MS), clock);
        index.accept(request("a", "a", NOW_MS));
        index.accept(result("a"));

        Job job = index.find("a").orElseThrow();
        assertThat(job.result().orElseThrow().getOutputs(0).getData()).isEmpty();
        assertThat(job.result().orElseThrow().getOutputs(0).getSeed()).isEqualTo(7);
        assertThat(job.place()).contains(new RecordPlace(1, 2));
        assertThat(index.bytes()).isLessThan(10_000);
    }

    @Test
    void whatOnlyEventsTellOfIsNotShown() {
        JobIndex index = new JobIndex(new JobIndex.Bounds(100, 1 << 20, DAY_MS), clock);
        index.accept(progress("early"));
        assertThat(index.find("early")).isEmpty();
        assertThat(ids(index)).isEmpty();

        index.accept(request("early", "now known", NOW_MS));
        assertThat(index.find("early").orElseThrow().state().step()).isEqualTo(3);
    }

    @Test
    void whoeverWatchesIsCalledUntilTheyCease() {
        JobIndex index = new JobIndex(new JobIndex.Bounds(100, 1 << 20, DAY_MS), clock);
        AtomicInteger calls = new AtomicInteger();
        try (Subscription watching = index.watch("a", calls::incrementAndGet)) {
            assertThat(watching).isNotNull();
            index.accept(request("a", "a", NOW_MS));
            index.accept(progress("a"));
            index.accept(progress("b"));
        }
        index.accept(result("a"));
        assertThat(calls).hasValue(2);
    }

    private static Set<String> ids(JobIndex index) {
        Set<String> ids = new HashSet<>();
        index.list(job -> true, "", 100).forEach(job -> ids.add(job.id()));
        return ids;
    }

    private static Incoming request(String id, String prompt, long timeMs) {
        return new Incoming.Request(
                GenerationRequest.newBuilder().setId(id).setPrompt(prompt).build(), timeMs);
    }

    private static Incoming progress(String id) {
        Progress progress = Progress.newBuilder().setStep(3).setSteps(4).build();
        return new Incoming.Event(
                GenerationEvent.newBuilder().setRequestId(id).setProgress(progress).build());
    }

    private static Incoming result(String id) {
        Output output =
                Output.newBuilder()
                        .setSeed(7)
                        .setData(ByteString.copyFrom(new byte[100_000]))
                        .build();
        return new Incoming.Result(
                GenerationResult.newBuilder()
                        .setRequestId(id)
                        .setStatus(Status.STATUS_COMPLETED)
                        .addOutputs(output)
                        .build(),
                new RecordPlace(1, 2));
    }
}
