package io.omniflow.worker;

import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.engine.StepReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What steps have cost, summed up by shape and batch size. The kinds used last are kept; one that
 * comes back later starts from zero. Belongs to the loop's thread of the moment.
 */
final class StepCosts {

    private static final int MAX_KINDS = 256;
    private static final double NANOS_PER_MS = 1e6;

    private record Kind(Shape shape, int batch) {}

    private static final class Total {
        private long steps;
        private long nanos;
    }

    private final Map<Kind, Total> totals = new LinkedHashMap<>(16, 0.75f, true);
    private boolean changed;

    /**
     * Adds a step. What is computed of a batch counts as the equal number of steps of its largest
     * member; a step of which less than half a member is computed says nothing of what one costs,
     * and neither does one that computed a part of a prompt.
     *
     * @param steps what became of each member, in order
     */
    void add(List<? extends Member<?>> batch, List<StepReport> steps, long nanos) {
        if (steps.stream().anyMatch(StepReport::prompt)) {
            return;
        }
        Member<?> largest = batch.get(0);
        double computed = 0;
        for (int i = 0; i < batch.size(); i++) {
            Member<?> member = batch.get(i);
            computed += steps.get(i).effort() * member.units();
            largest = member.units() > largest.units() ? member : largest;
        }
        int size = (int) Math.round(computed / largest.units());
        if (size == 0) {
            return;
        }
        Total total = totals.computeIfAbsent(new Kind(largest.shape(), size), kind -> new Total());
        total.steps++;
        total.nanos += nanos;
        changed = true;
        if (totals.size() > MAX_KINDS) {
            totals.remove(totals.keySet().iterator().next());
        }
    }

    /** Tells whether steps were added since the last report. */
    boolean hasNews() {
        return changed;
    }

    List<StepCost> report() {
        changed = false;
        return totals.entrySet().stream()
                .map(entry -> cost(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static StepCost cost(Kind kind, Total total) {
        return new StepCost(kind.shape(), kind.batch(), total.steps, total.nanos / NANOS_PER_MS);
    }
}
