package io.omniflow.executor.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.executor.record.SchedulingInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may go past the queue, and who must, by full scans of what the cache topic told. What was
 * found missing may still be known here: such fingerprints are doubtful.
 */
final class KnownOracle {

    private final List<SchedulingInput.Stored> all = new ArrayList<>();
    private final List<SchedulingInput.Stored> latest = new ArrayList<>();
    private final List<CacheEpoch> epochs = new ArrayList<>();
    private final Set<String> doubtful = new HashSet<>();
    private boolean paused;

    KnownOracle copy() {
        KnownOracle copy = new KnownOracle();
        copy.all.addAll(all);
        copy.latest.addAll(latest);
        copy.epochs.addAll(epochs);
        copy.doubtful.addAll(doubtful);
        copy.paused = paused;
        return copy;
    }

    void paused(boolean now) {
        paused = now;
    }

    void stored(SchedulingInput.Stored output) {
        if (output.createdMs() < notBefore(output.tenant(), output.fingerprint())) {
            return;
        }
        all.add(output);
        boolean late =
                latest.stream()
                        .anyMatch(o -> isSlot(o, output) && o.createdMs() >= output.createdMs());
        if (!late) {
            latest.removeIf(other -> isSlot(other, output));
            latest.add(output);
        }
    }

    void invalidated(CacheEpoch epoch) {
        epochs.add(epoch);
        all.removeIf(output -> isInvalid(output, epoch));
        latest.removeIf(output -> isInvalid(output, epoch));
    }

    /** A task went past the queue. */
    void passed(GenerationTask task) {
        assertThat(paused).isFalse();
        assertThat(answered(task, all)).as("%s is known", task).isTrue();
    }

    /** A task that went past the queue was not answered. */
    void missed(GenerationTask task) {
        doubtful.add(task.fingerprint());
    }

    /** Tells whether an arriving task must go past the queue. */
    boolean mustPass(GenerationTask task, long nowMs) {
        return !paused
                && !task.isExpiredAt(nowMs)
                && !doubtful.contains(task.fingerprint())
                && answered(task, latest);
    }

    private boolean answered(GenerationTask task, List<SchedulingInput.Stored> outputs) {
        long notBefore = notBefore(task.tenant(), task.fingerprint());
        return task.cache().read()
                && outputs.stream()
                        .filter(output -> output.fingerprint().equals(task.fingerprint()))
                        .filter(output -> output.createdMs() >= notBefore)
                        .anyMatch(
                                output ->
                                        output.tenant().equals(task.tenant())
                                                || output.shared() && task.cache().shared());
    }

    private long notBefore(String tenant, String fingerprint) {
        return epochs.stream()
                .filter(epoch -> isNamed(tenant, fingerprint, epoch))
                .mapToLong(CacheEpoch::beforeMs)
                .max()
                .orElse(0);
    }

    private static boolean isInvalid(SchedulingInput.Stored output, CacheEpoch epoch) {
        return output.createdMs() < epoch.beforeMs()
                && isNamed(output.tenant(), output.fingerprint(), epoch);
    }

    private static boolean isNamed(String tenant, String fingerprint, CacheEpoch epoch) {
        return switch (epoch.scope()) {
            case ALL, MODEL -> true;
            case TENANT -> epoch.name().equals(tenant);
            case FINGERPRINT -> epoch.name().equals(fingerprint);
        };
    }

    private static boolean isSlot(SchedulingInput.Stored one, SchedulingInput.Stored other) {
        return one.fingerprint().equals(other.fingerprint())
                && one.shared() == other.shared()
                && (one.shared() || one.tenant().equals(other.tenant()));
    }
}
