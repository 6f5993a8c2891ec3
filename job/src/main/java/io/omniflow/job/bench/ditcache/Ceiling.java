package io.omniflow.job.bench.ditcache;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a workload allows a cache that forgets nothing, whatever it costs: how many requests have an
 * equal one before them, and how many of the others have one before them that shows the same scene
 * under the same conditions.
 *
 * @param requests number of requests
 * @param exact number of requests that need no device at all
 * @param near number of others that could start from a neighbour
 */
record Ceiling(int requests, int exact, int near) {

    private static final double PERCENT = 100;

    /** What neighbours have in common. */
    private record Circle(Object shown, @Nullable Double guidanceScale) {}

    /** Counts; requests whose scene is not known have no neighbours. */
    static Ceiling of(List<WorkloadRequest> requests) {
        Set<WorkloadRequest.Picture> pictures = new HashSet<>();
        Map<Circle, Integer> circles = new HashMap<>();
        int exact = 0;
        int near = 0;
        for (WorkloadRequest request : requests) {
            if (!pictures.add(request.picture())) {
                exact++;
                continue;
            }
            if (request.scene() != null) {
                Circle circle = new Circle(request.scene().expected(), request.guidanceScale());
                near += circles.merge(circle, 1, Integer::sum) > 1 ? 1 : 0;
            }
        }
        return new Ceiling(requests.size(), exact, near);
    }

    /** Returns the part of the device time that exact hits can spare, in percent. */
    double exactPct() {
        return PERCENT * exact / requests;
    }

    /**
     * Returns the part of the device time that neighbours can spare besides, in percent.
     *
     * @param stepsShare the largest share of its steps that a generation may be spared
     */
    double nearPct(double stepsShare) {
        return PERCENT * near * stepsShare / requests;
    }
}
