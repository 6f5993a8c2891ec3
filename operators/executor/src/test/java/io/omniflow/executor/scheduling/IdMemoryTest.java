package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.executor.record.RememberedId;
import io.omniflow.executor.scheduling.IdMemory.Verdict;
import io.omniflow.executor.testing.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.junit.jupiter.api.Test;

class IdMemoryTest {

    @Test
    void judgesLikeAListInRandomHistoriesWithRestarts() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int most = 1 + random.nextInt(1_200);
            long longestMs = 1 + random.nextInt(20_000);
            int ids = 1 + random.nextInt(2 * most);
            Oracle oracle = new Oracle(most, longestMs);
            long nowMs = 1_000;
            try (StateHarness<IdMemory> memory = memory(most, longestMs)) {
                for (int i = 0; i < 6_000; i++) {
                    nowMs += random.nextInt(8);
                    if (random.nextInt(700) == 0) {
                        nowMs += longestMs;
                    }
                    if (random.nextInt(400) == 0) {
                        memory.restart();
                    }
                    GenerationTask task = randomTask(random, ids);

                    Verdict verdict = memory.get().judge(task, nowMs);

                    assertThat(verdict).isEqualTo(oracle.judge(task, nowMs));
                    assertThat(memory.get().knows(task, nowMs))
                            .isEqualTo(oracle.knows(task, nowMs));
                    if (verdict == Verdict.NEW) {
                        memory.get().remember(task, nowMs);
                        oracle.remember(task, nowMs);
                    }
                }
                assertThat(blocks(memory)).isLessThanOrEqualTo(most / IdMemory.BLOCK + 3);
            }
        }
    }

    @Test
    void forgetsInASilentHourAndKeepsNoState() throws Exception {
        try (StateHarness<IdMemory> memory = memory(10_000, 60_000)) {
            for (int i = 0; i < 10 * IdMemory.BLOCK; i++) {
                memory.get().remember(task("id-" + i, Priority.NORMAL), 1_000);
            }
            assertThat(blocks(memory)).isEqualTo(10);
            assertThat(memory.get().judge(task("id-0", Priority.NORMAL), 60_999))
                    .isEqualTo(Verdict.DUPLICATE);

            assertThat(memory.get().judge(task("id-0", Priority.NORMAL), 61_000))
                    .isEqualTo(Verdict.NEW);
            memory.get().forgetOld(61_000);
            assertThat(blocks(memory)).isZero();
        }
    }

    @Test
    void takesOverWhatTheFirstReleaseRemembered() throws Exception {
        try (StateHarness<IdMemory> memory = memory(1_000, 60_000)) {
            writeFirstFormat(memory.store(), 300);
            memory.restart();

            for (int i = 100; i < 300; i++) {
                assertThat(memory.get().judge(task("id-" + i, Priority.NORMAL), 2_000))
                        .isEqualTo(Verdict.DUPLICATE);
            }
            assertThat(memory.get().judge(task("id-99", Priority.NORMAL), 2_000))
                    .isEqualTo(Verdict.NEW);
            assertThat(memory.store().getMapState(SchedulingState.IDS).isEmpty()).isTrue();
            assertThat(memory.store().getMapState(SchedulingState.ID_LOG).isEmpty()).isTrue();

            memory.restart();
            assertThat(memory.get().judge(task("id-299", Priority.NORMAL), 2_000))
                    .isEqualTo(Verdict.DUPLICATE);
        }
    }

    /** The first hundred had been forgotten. */
    private static void writeFirstFormat(KeyedStateStore store, int ids) throws Exception {
        MapState<String, RememberedId> remembered = store.getMapState(SchedulingState.IDS);
        MapState<Long, String> log = store.getMapState(SchedulingState.ID_LOG);
        for (int i = 100; i < ids; i++) {
            remembered.put("id-" + i, new RememberedId("request-id-" + i, 1, 1_000));
            log.put((long) i, "id-" + i);
        }
        store.getState(SchedulingState.ID_LOG_HEAD).update(100L);
        store.getState(SchedulingState.ID_LOG_TAIL).update((long) ids);
    }

    private static GenerationTask randomTask(Random random, int ids) {
        GenerationTask task =
                task("id-" + random.nextInt(ids), random.nextInt(3), 3, Priority.NORMAL, 0);
        return random.nextInt(10) == 0 ? Tasks.withRequestFingerprint(task, "other") : task;
    }

    private static long blocks(StateHarness<IdMemory> memory) throws Exception {
        long blocks = 0;
        for (Long ignored : memory.store().getMapState(SchedulingState.ID_BLOCKS).keys()) {
            blocks++;
        }
        return blocks;
    }

    private static StateHarness<IdMemory> memory(int most, long longestMs) throws Exception {
        SchedulerConfig config = SchedulerConfig.DEFAULT.withRememberedIds(most, longestMs);
        return new StateHarness<>(
                store -> {
                    IdMemory memory = new IdMemory(config, store);
                    memory.restore();
                    return memory;
                },
                IdMemory::flush);
    }

    /** The same, slow and obvious. */
    private static final class Oracle {

        private final int most;
        private final long longestMs;
        private final List<Seen> log = new ArrayList<>();

        Oracle(int most, long longestMs) {
            this.most = most;
            this.longestMs = longestMs;
        }

        Verdict judge(GenerationTask task, long nowMs) {
            for (Seen seen : remembered(task, nowMs)) {
                if (!seen.fingerprint.equals(task.requestFingerprint())) {
                    return Verdict.REUSED;
                }
                return seen.images.contains(task.id().index()) ? Verdict.DUPLICATE : Verdict.NEW;
            }
            return Verdict.NEW;
        }

        boolean knows(GenerationTask task, long nowMs) {
            return !remembered(task, nowMs).isEmpty();
        }

        void remember(GenerationTask task, long nowMs) {
            List<Seen> known = remembered(task, nowMs);
            if (known.isEmpty()) {
                List<Integer> images = new ArrayList<>(List.of(task.id().index()));
                log.add(new Seen(task.id().requestId(), task.requestFingerprint(), images, nowMs));
            } else {
                known.get(0).images.add(task.id().index());
            }
        }

        private List<Seen> remembered(GenerationTask task, long nowMs) {
            return log.subList(Math.max(0, log.size() - most), log.size()).stream()
                    .filter(seen -> seen.id.equals(task.id().requestId()))
                    .filter(seen -> nowMs - seen.seenMs < longestMs)
                    .toList();
        }

        private record Seen(String id, String fingerprint, List<Integer> images, long seenMs) {}
    }
}
