package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeScene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the checker says of the pictures, in percent accepted, and how different they are. Not a
 * number where nobody can tell.
 *
 * @param scores of all pictures of each way
 * @param near of the pictures that started from a neighbour
 * @param nearInFull of the pictures that the same requests have without a cache
 * @param diversity mean distance of pictures of one scene that started from a neighbour, in grey
 *     levels
 * @param diversityInFull that of the pictures of the same requests without a cache
 */
record Quality(
        Map<CacheWay, Double> scores,
        double near,
        double nearInFull,
        double diversity,
        double diversityInFull) {

    /** What the pictures of a group have in common. */
    private record Group(Object shown, @Nullable Double guidanceScale) {}

    Quality {
        scores = Map.copyOf(scores);
    }

    /** Looks at all pictures; the runs are of the same requests in the same order. */
    static Quality of(Pictures pictures, WayRun none, WayRun exact, WayRun approximate) {
        List<Served> near = new ArrayList<>();
        List<Served> nearInFull = new ArrayList<>();
        for (int i = 0; i < none.served().size(); i++) {
            if (approximate.served().get(i).isApproximate()) {
                near.add(approximate.served().get(i));
                nearInFull.add(none.served().get(i));
            }
        }
        Map<CacheWay, Double> scores = new HashMap<>();
        for (WayRun run : List.of(none, exact, approximate)) {
            scores.put(run.way(), pictures.score(run.served()));
        }
        return new Quality(
                scores,
                pictures.score(near),
                pictures.score(nearInFull),
                Pictures.diversity(groups(near)),
                Pictures.diversity(groups(nearInFull)));
    }

    /** Returns by how many points fewer pictures are accepted than without a cache. */
    double drop() {
        return scores.get(CacheWay.NONE) - scores.get(CacheWay.APPROXIMATE);
    }

    private static List<List<Served>> groups(List<Served> served) {
        Map<Group, List<Served>> groups = new LinkedHashMap<>();
        for (Served one : served) {
            ShapeScene scene = one.request().scene();
            if (scene != null) {
                Group group = new Group(scene.expected(), one.request().guidanceScale());
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(one);
            }
        }
        return List.copyOf(groups.values());
    }
}
