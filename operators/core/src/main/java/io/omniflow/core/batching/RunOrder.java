package io.omniflow.core.batching;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Decides at a step boundary which of the generations of a worker advance. Those that must not be
 * paused any more keep their places; then urgent ones by level, of each level those that have begun
 * first; then those that run, so that nothing is paused for its equal; then paused and restored
 * ones; then the rest in order of release.
 *
 * <p>One that must be alone goes before all others, for as long as it takes; several go one after
 * another.
 */
public final class RunOrder {

    private static final Comparator<RunCandidate> URGENCY =
            Comparator.comparing(RunCandidate::priority)
                    .thenComparingLong(RunOrder::deadline)
                    .thenComparingLong(RunCandidate::sequence);

    private static final Comparator<RunCandidate> LEVEL =
            Comparator.comparingInt(RunCandidate::level)
                    .thenComparing(RunCandidate::isRunning, Comparator.reverseOrder())
                    .thenComparing(RunCandidate::hasBegun, Comparator.reverseOrder())
                    .thenComparing(URGENCY);

    private static final Comparator<RunCandidate> ALONE =
            Comparator.comparing(RunCandidate::isRunning)
                    .reversed()
                    .thenComparingLong(RunCandidate::sequence);

    private static final Comparator<RunCandidate> ORDER =
            Comparator.comparing(RunOrder::rank).thenComparing(RunOrder::withinRank);

    private enum Rank {
        UNPAUSABLE,
        URGENT,
        RUNNING,
        BEGUN,
        WAITING
    }

    private RunOrder() {}

    /**
     * Returns those that advance, most urgent first.
     *
     * @param candidates all that the worker holds
     * @param slots how many advance, at most
     */
    public static <C extends RunCandidate> List<C> choose(Collection<C> candidates, int slots) {
        List<C> alone =
                candidates.stream().filter(RunCandidate::isAlone).sorted(ALONE).limit(1).toList();
        return alone.isEmpty() ? candidates.stream().sorted(ORDER).limit(slots).toList() : alone;
    }

    private static Rank rank(RunCandidate candidate) {
        if (candidate.isRunning() && !candidate.mayPause()) {
            return Rank.UNPAUSABLE;
        }
        if (candidate.isUrgent()) {
            return Rank.URGENT;
        }
        if (candidate.isRunning()) {
            return Rank.RUNNING;
        }
        return candidate.hasBegun() ? Rank.BEGUN : Rank.WAITING;
    }

    private static int withinRank(RunCandidate a, RunCandidate b) {
        return switch (rank(a)) {
            case WAITING -> Long.compare(a.sequence(), b.sequence());
            case URGENT -> LEVEL.compare(a, b);
            case UNPAUSABLE, RUNNING, BEGUN -> URGENCY.compare(a, b);
        };
    }

    private static long deadline(RunCandidate candidate) {
        return candidate.deadlineMs() == 0 ? Long.MAX_VALUE : candidate.deadlineMs();
    }
}
