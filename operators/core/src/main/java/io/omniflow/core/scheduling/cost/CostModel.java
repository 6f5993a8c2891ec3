package io.omniflow.core.scheduling.cost;

import io.omniflow.core.scheduling.LearnedCost;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Device time of a step by shape and batch, learned from the workers' cumulative counts as an
 * average that forgets: of the first {@value #WINDOW} steps of a kind it is the mean, later ones
 * replace old ones exponentially. A kind that was never seen is scaled by compute units from the
 * nearest one known. Nothing known at all is 0, which callers take for "unknown".
 *
 * <p>Bounded to {@value #MAX_KINDS} kinds, least lately learned forgotten first. Questions take
 * time logarithmic in the kinds (and linear in the batch sizes of one shape). Not thread-safe.
 */
public final class CostModel {

    private static final int MAX_KINDS = 1024;
    private static final int WINDOW = 50;
    private static final double NOTICEABLE = 0.1;

    private final LinkedHashMap<Kind, Double> kinds = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Shape, ShapeCost> shapes = new HashMap<>();
    private final TreeMap<Long, Map<Shape, ShapeCost>> byUnits = new TreeMap<>();
    private final Map<Integer, Seen> seen = new HashMap<>();
    private long version;

    /** Creates a model that knows nothing. */
    public CostModel() {}

    /** Learns from what a report adds to the last one of its worker's attempt. */
    public void learn(SlotReport report) {
        Seen last = seen.get(report.worker());
        if (last == null || last.attempt < report.attempt()) {
            last = new Seen(report.attempt());
            seen.put(report.worker(), last);
        } else if (last.attempt > report.attempt()) {
            return;
        }
        Map<Kind, StepCost> before = last.costs;
        last.costs = new HashMap<>();
        for (StepCost cost : report.costs()) {
            Kind kind = new Kind(cost.shape(), cost.batch());
            last.costs.put(kind, cost);
            StepCost known =
                    before.getOrDefault(kind, new StepCost(cost.shape(), cost.batch(), 0, 0));
            long steps = cost.steps() - known.steps();
            if (steps > 0) {
                learn(kind, steps, (cost.totalMs() - known.totalMs()) / steps);
            }
        }
    }

    /** Returns the expected time of one step of a batch of a shape in milliseconds, or 0. */
    public double stepMs(Shape shape, int batch) {
        ShapeCost known = shapes.get(shape);
        if (known != null) {
            return known.stepMs(batch);
        }
        ShapeCost nearest = nearest(shape.units() * batch);
        return nearest == null ? 0 : nearest.stepMs(batch) * scale(shape, nearest);
    }

    /** Returns the expected device time that one step costs a member of a batch, in ms, or 0. */
    public double memberMs(Shape shape) {
        ShapeCost known = shapes.get(shape);
        if (known != null) {
            return known.memberMs();
        }
        ShapeCost nearest = nearest(shape.units());
        return nearest == null ? 0 : nearest.memberMs() * scale(shape, nearest);
    }

    /** Returns the expected time from one step of a task to its next, in milliseconds, or 0. */
    public double latencyMs(Shape shape) {
        ShapeCost known = shapes.get(shape);
        if (known != null) {
            return known.latencyMs();
        }
        ShapeCost nearest = nearest(shape.units());
        return nearest == null ? 0 : nearest.latencyMs() * scale(shape, nearest);
    }

    /** Returns the expected time of a step that a task takes alone, in milliseconds, or 0. */
    public double aloneMs(Shape shape) {
        return stepMs(shape, 1);
    }

    /** Returns a number that grows whenever an expectation has moved by more than a tenth. */
    public long version() {
        return version;
    }

    /** Returns all that is known, for {@link #restore}. */
    public List<LearnedCost> memory() {
        List<LearnedCost> costs = new ArrayList<>();
        kinds.forEach((kind, ms) -> costs.add(new LearnedCost(kind.shape, kind.batch, ms)));
        return costs;
    }

    /** Takes what was known. */
    public void restore(List<LearnedCost> costs) {
        costs.forEach(cost -> learn(new Kind(cost.shape(), cost.batch()), 1, cost.stepMs()));
    }

    private void learn(Kind kind, long steps, double sampleMs) {
        if (!(sampleMs >= 0 && Double.isFinite(sampleMs)) || kind.batch < 1) {
            return;
        }
        ShapeCost shape = shapes.get(kind.shape);
        if (shape == null) {
            shape = new ShapeCost(kind.shape);
            shapes.put(kind.shape, shape);
            byUnits.computeIfAbsent(kind.shape.units(), units -> new LinkedHashMap<>())
                    .put(kind.shape, shape);
        }
        if (shape.learn(kind.batch, steps, sampleMs)) {
            version++;
        }
        kinds.put(kind, shape.stepMs(kind.batch));
        if (kinds.size() > MAX_KINDS) {
            forgetEldest();
        }
    }

    private void forgetEldest() {
        Iterator<Kind> eldest = kinds.keySet().iterator();
        Kind kind = eldest.next();
        eldest.remove();
        ShapeCost shape = shapes.get(kind.shape);
        shape.batches.remove(kind.batch);
        if (shape.batches.isEmpty()) {
            shapes.remove(kind.shape);
            byUnits.computeIfPresent(
                    kind.shape.units(),
                    (units, same) -> {
                        same.remove(kind.shape);
                        return same.isEmpty() ? null : same;
                    });
        }
    }

    private ShapeCost nearest(long units) {
        Map.Entry<Long, Map<Shape, ShapeCost>> below = byUnits.floorEntry(units);
        Map.Entry<Long, Map<Shape, ShapeCost>> above = byUnits.ceilingEntry(units);
        if (below == null && above == null) {
            return null;
        }
        boolean takeAbove =
                below == null
                        || (above != null
                                && (double) above.getKey() / units
                                        < (double) units / below.getKey());
        return (takeAbove ? above : below).getValue().values().iterator().next();
    }

    private static double scale(Shape shape, ShapeCost known) {
        return (double) shape.units() / known.shape.units();
    }

    private record Kind(Shape shape, int batch) {}

    /** What the last report of a worker's attempt said. */
    private static final class Seen {

        private final int attempt;
        private Map<Kind, StepCost> costs = new HashMap<>();

        Seen(int attempt) {
            this.attempt = attempt;
        }
    }

    /** The steps of one shape. */
    private static final class ShapeCost {

        private final Shape shape;
        private final TreeMap<Integer, Average> batches = new TreeMap<>();

        ShapeCost(Shape shape) {
            this.shape = shape;
        }

        /** Tells whether the expectation has moved noticeably. */
        boolean learn(int batch, long steps, double sampleMs) {
            double kept = WINDOW / (double) (WINDOW + steps);
            batches.values().forEach(average -> average.share *= kept);
            Average average = batches.computeIfAbsent(batch, size -> new Average());
            average.share += steps;
            return average.learn(steps, sampleMs);
        }

        double stepMs(int batch) {
            Map.Entry<Integer, Average> below = batches.floorEntry(batch);
            Map.Entry<Integer, Average> above = batches.ceilingEntry(batch);
            Map.Entry<Integer, Average> nearest =
                    below == null
                                    || (above != null
                                            && (double) above.getKey() / batch
                                                    < (double) batch / below.getKey())
                            ? above
                            : below;
            return nearest.getValue().ms * batch / nearest.getKey();
        }

        double memberMs() {
            double ms = 0;
            double members = 0;
            for (Map.Entry<Integer, Average> entry : batches.entrySet()) {
                ms += entry.getValue().share * entry.getValue().ms;
                members += entry.getValue().share * entry.getKey();
            }
            return ms / members;
        }

        double latencyMs() {
            double ms = 0;
            double members = 0;
            for (Map.Entry<Integer, Average> entry : batches.entrySet()) {
                double weight = entry.getValue().share * entry.getKey();
                ms += weight * entry.getValue().ms;
                members += weight;
            }
            return ms / members;
        }
    }

    private static final class Average {

        private double ms;
        private double noticedMs = -1;
        private double steps;
        private double share;

        boolean learn(long more, double sampleMs) {
            steps = Math.min(steps + more, Math.max(WINDOW, more));
            ms += (sampleMs - ms) * more / steps;
            steps = Math.min(steps, WINDOW);
            if (Math.abs(ms - noticedMs) > NOTICEABLE * noticedMs) {
                noticedMs = ms;
                return true;
            }
            return false;
        }
    }
}
