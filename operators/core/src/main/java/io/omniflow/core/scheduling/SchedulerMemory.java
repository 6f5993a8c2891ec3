package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a scheduler remembers over a restart besides its tasks: who has had how much, and what steps
 * cost. Immutable and bounded.
 *
 * @param classPasses virtual time of each class
 * @param tenantPasses virtual time of the tenants that are ahead of the others
 * @param costs what steps cost
 * @param totals what workers have done
 * @param expectedSteps how many steps a text is expected to take; 0 if unknown
 * @param paused whether releases are paused by a command
 */
public record SchedulerMemory(
        Map<Priority, Double> classPasses,
        Map<String, Double> tenantPasses,
        List<LearnedCost> costs,
        WorkerTotals totals,
        double expectedSteps,
        boolean paused) {

    /** Nothing. */
    public static final SchedulerMemory EMPTY =
            new SchedulerMemory(Map.of(), Map.of(), List.of(), WorkerTotals.NONE, 0, false);

    /** Copies the collections. */
    public SchedulerMemory {
        classPasses = Map.copyOf(classPasses);
        tenantPasses = Map.copyOf(tenantPasses);
        costs = List.copyOf(costs);
        Objects.requireNonNull(totals, "totals");
    }
}
