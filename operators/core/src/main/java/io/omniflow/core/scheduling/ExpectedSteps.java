package io.omniflow.core.scheduling;

import java.util.HashMap;
import java.util.Map;

/**
 * How many steps a text takes, of which only the most is known before it ends: an average that
 * forgets over the texts that the workers of the stage have completed. Of the first {@value
 * #WINDOW} texts it is the mean, later ones replace old ones exponentially. Before the first text a
 * task is expected to take all its steps; a stage of pictures reports no texts, so there that stays
 * so. Not thread-safe.
 */
final class ExpectedSteps {

    private static final int WINDOW = 50;
    private static final double NOTICEABLE = 0.1;

    private final Map<Integer, Seen> seen = new HashMap<>();
    private double mean;
    private double weight;
    private double noticed;
    private long version;

    /** Learns from what a report adds to the last one of its worker's attempt. */
    void learn(SlotReport report) {
        Seen last = seen.get(report.worker());
        if (last != null && last.attempt > report.attempt()) {
            return;
        }
        boolean goesOn = last != null && last.attempt == report.attempt();
        TextTotals before = goesOn ? last.totals : TextTotals.NONE;
        TextTotals now = report.texts();
        seen.put(report.worker(), new Seen(report.attempt(), now));
        long texts = now.texts() - before.texts();
        if (texts > 0) {
            learn(texts, (double) (now.tokens() - before.tokens()) / texts);
        }
    }

    /** Returns how many steps a task is expected to take that takes so many at most. */
    double of(int most) {
        return weight == 0 ? most : Math.min(most, Math.max(1, mean));
    }

    /**
     * Returns how many steps are expected to be left of a task; at least one while it may take
     * another, since one that is longer than expected may go on.
     *
     * @param step steps taken
     * @param most steps it takes at most
     */
    double rest(int step, int most) {
        return step >= most ? 0 : Math.max(1, of(most) - step);
    }

    /** Returns a number that grows whenever the expectation has moved by more than a tenth. */
    long version() {
        return version;
    }

    /** Returns what is known, for {@link #restore}; 0 if nothing is. */
    double memory() {
        return weight == 0 ? 0 : mean;
    }

    /** Takes what was known, which counts as much as one text. */
    void restore(double learned) {
        if (learned > 0) {
            learn(1, learned);
        }
    }

    private void learn(long texts, double sample) {
        if (!(sample >= 0 && Double.isFinite(sample))) {
            return;
        }
        weight = Math.min(weight + texts, Math.max(WINDOW, texts));
        mean += (sample - mean) * texts / weight;
        weight = Math.min(weight, WINDOW);
        if (version == 0 || Math.abs(mean - noticed) > NOTICEABLE * noticed) {
            noticed = mean;
            version++;
        }
    }

    /** What the last report of a worker said. */
    private record Seen(int attempt, TextTotals totals) {}
}
