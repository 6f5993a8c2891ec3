package io.omniflow.engine.stepcache;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Random;

/** The rules once more, slow and without state: each step looks at the whole past again. */
final class RuleOracle {

    final StepCacheSpec spec;
    final int steps;
    final double[] change;
    final double[] output;
    final double[] outputChange;
    final double[] latentsChange;
    final List<Double> ratios;
    final List<Double> polynomial;
    private final boolean[] reused;

    RuleOracle(StepCacheKind kind, Random random) {
        // An even number of steps: then no step lies halfway between two ratios.
        steps = 10 + 2 * random.nextInt(20);
        change = values(random, steps, 0.2);
        output = values(random, steps, 1);
        outputChange = values(random, steps, 1);
        latentsChange = values(random, steps, 1);
        ratios = random.doubles(4 + random.nextInt(60), 0.8, 1.2).boxed().toList();
        polynomial = random.doubles(5, -0.5, 2).boxed().toList();
        reused = new boolean[steps];
        spec = spec(kind, random);
    }

    private StepCacheSpec spec(StepCacheKind kind, Random random) {
        StepCacheLimits limits =
                new StepCacheLimits(
                        1 + random.nextInt(5),
                        random.nextInt(6),
                        random.nextBoolean() ? 0 : random.nextInt(15),
                        random.nextBoolean() ? 0 : random.nextDouble(),
                        1,
                        0,
                        1 + random.nextInt(2));
        StringBuilder digits = new StringBuilder();
        random.ints(steps, 0, 2).forEach(digits::append);
        return new StepCacheSpec(
                kind,
                kind.hasThreshold() ? random.nextDouble() + 1e-3 : 0,
                kind.hasPattern() ? digits.toString() : "",
                limits,
                "",
                1);
    }

    /** Returns the whole pattern. */
    String pattern() {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            reused[i] = bounds(i) && rule(i);
            pattern.append(reused[i] ? '0' : '1');
        }
        return pattern.toString();
    }

    private boolean bounds(int step) {
        if (step == 0 || step == steps - 1) {
            return false;
        }
        if (!spec.kind().hasThreshold()) {
            return true;
        }
        StepCacheLimits limits = spec.limits();
        int all = 0;
        for (int i = 0; i < step; i++) {
            all += reused[i] ? 1 : 0;
        }
        int row = step - 1 - lastComputed(step);
        return step >= limits.warmupSteps()
                && (limits.maxReused() == 0 || all < limits.maxReused())
                && (limits.maxConsecutive() == 0 || row < limits.maxConsecutive());
    }

    private boolean rule(int step) {
        int last = lastComputed(step);
        double sum = 0;
        double product = 1;
        for (int i = last + 1; i <= step; i++) {
            product *= ratios.get(nearest(i));
            sum +=
                    switch (spec.kind()) {
                        case EASY -> rate(last) * change[i] / output[last];
                        case TEA -> predicted(change[i]);
                        case MAG -> Math.abs(1 - product);
                        default -> change[i];
                    };
        }
        return switch (spec.kind()) {
            case OFF -> false;
            case EASY, TEA -> sum < spec.threshold();
            case MAG -> sum <= spec.threshold();
            case FIRST_BLOCK ->
                    change[step] < spec.threshold()
                            && (spec.limits().maxAccumulated() == 0
                                    || sum <= spec.limits().maxAccumulated());
            case MASK, TAYLOR -> spec.pattern().charAt(step) == '0';
        };
    }

    /** The rate needs a computed step before the last one. */
    private double rate(int last) {
        return last == 0 ? Double.NaN : outputChange[last] / latentsChange[last];
    }

    private double predicted(double x) {
        double sum = 0;
        for (int power = 0; power < 5; power++) {
            sum += polynomial.get(4 - power) * Math.pow(x, power);
        }
        return sum;
    }

    private int nearest(int step) {
        return (int) Math.round((double) step * (ratios.size() - 1) / (steps - 1));
    }

    private int lastComputed(int step) {
        int last = step - 1;
        while (reused[last]) {
            last--;
        }
        return last;
    }

    private static double[] values(Random random, int count, double bound) {
        return random.doubles(count, 0.01 * bound, bound).toArray();
    }
}
