package io.omniflow.job.bench.schedule;

import io.omniflow.core.batching.BatchFill;
import io.omniflow.core.batching.DeficitRoundRobin;
import io.omniflow.core.scheduling.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which shape takes the next step of a device: the groups of equal shape take turns as those of the
 * real worker do. An urgent member that is new makes its group the next.
 */
final class Turns {

    private final DeficitRoundRobin<Shape> robin = new DeficitRoundRobin<>();
    private List<SimulatedTask> members = List.of();

    /** Returns the members of the next step out of those that advance, of which there is one. */
    List<SimulatedTask> next(List<SimulatedTask> advancing) {
        Map<Shape, List<SimulatedTask>> groups = new LinkedHashMap<>();
        for (SimulatedTask task : advancing) {
            groups.computeIfAbsent(task.shape(), shape -> new ArrayList<>()).add(task);
        }
        robin.removeIf(shape -> !groups.containsKey(shape));
        groups.forEach(
                (shape, group) ->
                        robin.offer(shape, weight(group), (double) shape.units() * group.size()));
        for (SimulatedTask task : advancing) {
            if (task.isUrgent() && !members.contains(task)) {
                robin.hurry(task.shape());
            }
        }
        members = List.copyOf(advancing);
        return groups.get(robin.next());
    }

    private static double weight(List<SimulatedTask> group) {
        boolean urgent = group.stream().anyMatch(SimulatedTask::isUrgent);
        return group.size() * (urgent ? BatchFill.URGENT_WEIGHT : 1);
    }
}
