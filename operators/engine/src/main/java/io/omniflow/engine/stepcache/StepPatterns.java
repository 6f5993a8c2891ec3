package io.omniflow.engine.stepcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The named patterns of computed and reused steps, for any number of steps. */
public final class StepPatterns {

    /** Bins of computed and of reused steps by turns; the first always has one more. */
    private record Bins(List<Integer> computed, List<Integer> reused) {}

    /** Number of steps of the long bins. */
    private static final int LONG = 28;

    /** Most steps for which the short bins are taken. */
    private static final int SHORT = 15;

    private static final Map<String, Bins> LONG_BINS =
            Map.of(
                    "slow", bins(List.of(8, 3, 3, 2, 1, 1), List.of(1, 2, 2, 2, 3)),
                    "medium", bins(List.of(6, 2, 2, 2, 2, 1), List.of(1, 3, 3, 3, 3)),
                    "fast", bins(List.of(6, 1, 1, 1, 1, 1), List.of(1, 3, 4, 5, 4)),
                    "ultra", bins(List.of(4, 1, 1, 1, 1), List.of(2, 5, 6, 7)));

    private static final Map<String, Bins> SHORT_BINS =
            Map.of(
                    "slow", bins(List.of(4, 2, 2, 2, 1), List.of(1, 1, 1, 1)),
                    "medium", bins(List.of(4, 2, 1, 1, 1), List.of(1, 1, 2, 2)),
                    "fast", bins(List.of(3, 1, 1, 1, 1), List.of(1, 2, 2, 3)),
                    "ultra", bins(List.of(2, 1, 1, 1, 1), List.of(1, 2, 3, 3)));

    private StepPatterns() {}

    /**
     * Returns the digits of a pattern, 1 to compute and 0 to reuse; the first and the last are 1.
     * The names are those of cache-dit's step masks.
     *
     * @param pattern {@code slow}, {@code medium}, {@code fast}, {@code ultra}, or a digit for each
     *     step of a schedule, which is stretched to this one if it has another number of steps
     * @param steps number of steps, at least 2
     * @throws IllegalArgumentException if the pattern is neither a name nor two digits or more
     */
    public static String resolve(String pattern, int steps) {
        Bins named = (steps > SHORT ? LONG_BINS : SHORT_BINS).get(pattern);
        if (named == null && !pattern.matches("[01]{2,}")) {
            throw new IllegalArgumentException(
                    "the pattern '"
                            + pattern
                            + "' is neither slow, medium, fast, ultra nor a digit 0 or 1 for each"
                            + " step");
        }
        StringBuilder digits =
                new StringBuilder(named == null ? stretch(pattern, steps) : digits(named, steps));
        digits.setCharAt(0, '1');
        digits.setCharAt(steps - 1, '1');
        return digits.toString();
    }

    /** Spreads ones over the steps so that each stretch of them has the share of the pattern's. */
    private static String stretch(String pattern, int steps) {
        StringBuilder digits = new StringBuilder(steps);
        double scale = (double) steps / pattern.length();
        long before = 0;
        for (int i = 1; i <= steps; i++) {
            long ones = Math.round(scale * ones(pattern, i / scale));
            digits.append(ones > before ? '1' : '0');
            before = ones;
        }
        return digits.toString();
    }

    /** Counts the ones before a position, which may lie within a digit. */
    private static double ones(String pattern, double end) {
        double ones = 0;
        for (int i = 0; i < pattern.length() && i < end; i++) {
            ones += (pattern.charAt(i) - '0') * Math.min(1, end - i);
        }
        return ones;
    }

    private static String digits(Bins bins, int steps) {
        List<Integer> computed = new ArrayList<>(bins.computed());
        List<Integer> reused = new ArrayList<>(bins.reused());
        grow(computed, reused, steps);
        shrink(computed, reused, steps);
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < Math.max(computed.size(), reused.size()); i++) {
            digits.append("1".repeat(i < computed.size() ? computed.get(i) : 0));
            digits.append("0".repeat(i < reused.size() ? reused.get(i) : 0));
        }
        return digits.toString();
    }

    /** Lengthens the bins in turn, each in proportion, until they cover the steps. */
    private static void grow(List<Integer> computed, List<Integer> reused, int steps) {
        List<Integer> byTurns = new ArrayList<>();
        for (int i = 0; i < reused.size(); i++) {
            byTurns.add(growth(computed.get(i), steps));
            byTurns.add(growth(reused.get(i), steps));
        }
        byTurns.add(1);
        for (int turn = 0; sum(computed) + sum(reused) < steps; turn++) {
            int at = turn % byTurns.size();
            List<Integer> bins = at % 2 == 0 ? computed : reused;
            bins.set(at / 2, bins.get(at / 2) + byTurns.get(at));
        }
    }

    private static int growth(int bin, int steps) {
        return Math.max((int) (bin * ((double) steps / LONG * 0.5)), 1);
    }

    /** Takes steps from the end, by turns a reused and a computed one, until no more are left. */
    private static void shrink(List<Integer> computed, List<Integer> reused, int steps) {
        for (int turn = 0; sum(computed) + sum(reused) > steps; turn++) {
            List<Integer> bins = turn % 2 == 0 ? reused : computed;
            if (!bins.isEmpty()) {
                int left = bins.remove(bins.size() - 1) - 1;
                if (left > 0) {
                    bins.add(left);
                }
            }
        }
    }

    private static int sum(List<Integer> bins) {
        return bins.stream().mapToInt(Integer::intValue).sum();
    }

    private static Bins bins(List<Integer> computed, List<Integer> reused) {
        return new Bins(computed, reused);
    }
}
