package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.job.bench.ditcache.WorkloadRequest.Picture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Attribute swaps besides those of a workload: its pictures asked for, word for word, with the
 * colours exchanged, where nobody asked for that before.
 */
final class MoreSwaps {

    /** So that none is the seed of a workload. */
    private static final long FIRST_SEED = 1L << 41;

    private MoreSwaps() {}

    /** Returns at most so many; none for requests whose scene is not known. */
    static List<WorkloadRequest> of(List<WorkloadRequest> asked, Captions captions, int most) {
        Set<Picture> known = new HashSet<>();
        asked.forEach(request -> known.add(unseeded(request)));
        List<WorkloadRequest> swaps = new ArrayList<>();
        for (WorkloadRequest request : asked) {
            ShapeScene scene = request.scene();
            if (scene == null
                    || swaps.size() == most
                    || !captions.of(scene).contains(request.prompt())) {
                continue;
            }
            WorkloadRequest swap =
                    new WorkloadRequest(
                            "swap-" + request.id(),
                            RequestKind.SWAP,
                            request.id(),
                            captions.swapped(request.prompt(), scene),
                            FIRST_SEED + swaps.size(),
                            request.guidanceScale(),
                            Captions.swapped(scene));
            if (known.add(unseeded(swap))) {
                swaps.add(swap);
            }
        }
        return swaps;
    }

    private static Picture unseeded(WorkloadRequest request) {
        Picture picture = request.picture();
        return new Picture(picture.prompt(), 0, picture.guidanceScale());
    }
}
