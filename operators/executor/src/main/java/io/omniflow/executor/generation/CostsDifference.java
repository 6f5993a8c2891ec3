package io.omniflow.executor.generation;

import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.StepCost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what a worker computed between two of its reports, which are sums since its attempt began.
 * A kind whose sum went down was forgotten by the worker and began anew. Only the operator's thread
 * may use it.
 */
final class CostsDifference {

    private record Kind(Shape shape, int batch) {}

    private Map<Kind, StepCost> before = Map.of();
    private double millis;

    /**
     * What was computed.
     *
     * @param batches batches of one step
     * @param steps steps of all members of those batches
     * @param millis time that the batches took, in whole milliseconds; the rest counts next time
     */
    record Added(long batches, long steps, long millis) {}

    Added to(List<StepCost> costs) {
        Map<Kind, StepCost> now = new HashMap<>();
        long batches = 0;
        long steps = 0;
        for (StepCost cost : costs) {
            Kind kind = new Kind(cost.shape(), cost.batch());
            StepCost old = before.get(kind);
            boolean goesOn = old != null && old.steps() <= cost.steps();
            long more = cost.steps() - (goesOn ? old.steps() : 0);
            batches += more;
            steps += more * cost.batch();
            millis += cost.totalMs() - (goesOn ? old.totalMs() : 0);
            now.put(kind, cost);
        }
        before = now;
        long whole = (long) millis;
        millis -= whole;
        return new Added(batches, steps, whole);
    }
}
