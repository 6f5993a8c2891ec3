package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares it with a list of what was stored, on random histories. */
class KnownOutputsTest {

    private static final int MOST = 20;
    private static final String MODEL = "m";

    private final Map<Long, byte[]> blocks = new HashMap<>();
    private final List<Stored> stored = new ArrayList<>();
    private KnownOutputs known = new KnownOutputs(MODEL, MOST);

    @Test
    void knowsWhatAListKnows() {
        int answered = 0;
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            known = new KnownOutputs(MODEL, MOST);
            stored.clear();
            blocks.clear();
            for (int step = 0; step < 400; step++) {
                change(random);
                assertThat(known.size()).isEqualTo(stored.size());
                GenerationTask task = task(random);
                long notBeforeMs = random.nextInt(3) > 0 ? 0 : random.nextInt(100);
                boolean expected =
                        task.cache().read()
                                && stored.stream().anyMatch(s -> s.answers(task, notBeforeMs));
                assertThat(known.answers(task, notBeforeMs)).isEqualTo(expected);
                answered += expected ? 1 : 0;
            }
        }
        assertThat(answered).isGreaterThan(1_000);
    }

    @Test
    void onlyBlocksThatHaveChangedAreWrittenAgain() {
        KnownOutputs many = new KnownOutputs(MODEL, 4 * KnownOutputs.BLOCK);
        for (int i = 0; i < 3 * KnownOutputs.BLOCK; i++) {
            many.add("f" + i, "t", false, 1);
        }
        assertThat(many.changes()).containsOnlyKeys(0L, 1L, 2L);
        assertThat(many.changes()).isEmpty();

        many.remove("f" + KnownOutputs.BLOCK, "t", false);
        many.remove("f" + KnownOutputs.BLOCK, "t", false);
        many.add("f0", "t", false, 1);
        assertThat(many.changes()).containsOnlyKeys(1L);

        many.add("f0", "t", false, 2);
        assertThat(many.changes()).containsOnlyKeys(0L, 3L);
    }

    @Test
    void knowsNothingWithoutRoomAndRefusesAForeignMemory() {
        KnownOutputs none = new KnownOutputs(MODEL, 0);
        none.add("f", "t", false, 1);

        assertThat(none.size()).isZero();
        assertThatThrownBy(() -> none.restore(Map.of(0L, new byte[24])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void change(Random random) {
        String fingerprint = "f" + random.nextInt(12);
        String tenant = "t" + random.nextInt(3);
        boolean shared = random.nextBoolean();
        long createdMs = random.nextInt(100);
        switch (random.nextInt(16)) {
            case 0, 1 -> {
                known.remove(fingerprint, tenant, shared);
                stored.removeIf(other -> other.isSlot(fingerprint, tenant, shared));
            }
            case 2 -> forget(epoch(random, createdMs / 2));
            case 3 -> restart(MOST);
            case 4 -> restart(MOST / 2);
            case 5 -> {
                GenerationTask task = task(random);
                known.missed(task);
                stored.removeIf(other -> other.answers(task, 0));
            }
            default -> add(new Stored(fingerprint, tenant, shared, createdMs));
        }
    }

    private void add(Stored added) {
        known.add(added.fingerprint, added.tenant, added.shared, added.createdMs);
        boolean late =
                stored.stream()
                        .anyMatch(
                                other ->
                                        other.isSlot(added.fingerprint, added.tenant, added.shared)
                                                && other.createdMs >= added.createdMs);
        if (!late) {
            stored.removeIf(other -> other.isSlot(added.fingerprint, added.tenant, added.shared));
            stored.add(added);
            bound(MOST);
        }
    }

    private void forget(CacheEpoch epoch) {
        int before = stored.size();
        stored.removeIf(other -> other.createdMs < epoch.beforeMs() && other.isNamed(epoch));
        assertThat(known.forget(epoch)).isEqualTo(before - stored.size());
    }

    /** The one that is restored may have room for less; the next one has room for all again. */
    private void restart(int most) {
        blocks.putAll(known.changes());
        KnownOutputs smaller = new KnownOutputs(MODEL, most);
        smaller.restore(blocks);
        bound(most);
        blocks.putAll(smaller.changes());
        known = new KnownOutputs(MODEL, MOST);
        known.restore(blocks);
        assertThat(known.changes()).isEmpty();
    }

    private void bound(int most) {
        while (stored.size() > most) {
            stored.remove(0);
        }
    }

    private static CacheEpoch epoch(Random random, long beforeMs) {
        return switch (random.nextInt(5)) {
            case 0 -> new CacheEpoch(CacheEpoch.Scope.ALL, "", beforeMs);
            case 1 -> new CacheEpoch(CacheEpoch.Scope.MODEL, MODEL, beforeMs);
            case 2 -> new CacheEpoch(CacheEpoch.Scope.MODEL, "another", beforeMs);
            case 3 -> new CacheEpoch(CacheEpoch.Scope.TENANT, "t" + random.nextInt(3), beforeMs);
            default ->
                    new CacheEpoch(
                            CacheEpoch.Scope.FINGERPRINT, "f" + random.nextInt(12), beforeMs);
        };
    }

    private static GenerationTask task(Random random) {
        return new GenerationTask(
                new TaskId("r", 0),
                1,
                MODEL,
                "rev",
                new GenerationParams("p", "", 32, 32, 20, 2.0, 1),
                Priority.NORMAL,
                "t" + random.nextInt(3),
                0,
                0,
                "f" + random.nextInt(12),
                "request",
                "key",
                new CacheTerms(random.nextInt(5) > 0, true, random.nextBoolean(), 0),
                List.of(),
                Map.of());
    }

    private record Stored(String fingerprint, String tenant, boolean shared, long createdMs) {

        boolean isSlot(String print, String name, boolean common) {
            return fingerprint.equals(print) && shared == common && (common || tenant.equals(name));
        }

        boolean isNamed(CacheEpoch epoch) {
            return switch (epoch.scope()) {
                case ALL -> true;
                case MODEL -> epoch.name().equals(MODEL);
                case TENANT -> epoch.name().equals(tenant);
                case FINGERPRINT -> epoch.name().equals(fingerprint);
            };
        }

        boolean answers(GenerationTask task, long notBeforeMs) {
            boolean visible = tenant.equals(task.tenant()) || (shared && task.cache().shared());
            return visible && fingerprint.equals(task.fingerprint()) && createdMs >= notBeforeMs;
        }
    }
}
