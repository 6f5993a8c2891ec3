package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeScene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Makes workloads of captions of the shapes model: of a hundred requests 25 repeat an earlier one
 * with its seed, 25 paraphrase one, 15 exchange its colours, 35 are new. Earlier requests are drawn
 * evenly, repeats counted, so that what was asked for often is asked for more often. What is new or
 * swapped has a shape, two colours and a guidance scale that did not come together before: nothing
 * before it shows the same and may be its neighbour. {@link Random} is specified to the bit, so a
 * seed makes the same workload everywhere.
 */
final class WorkloadGenerator {

    private static final int PERCENT = 100;
    private static final int PERCENT_EXACT = 25;
    private static final int PERCENT_PARAPHRASE = 25;
    private static final int PERCENT_SWAP = 15;

    /** Requests that are new before others come that refer to them. */
    private static final int FIRST = 20;

    private static final double[] GUIDANCE = {2.5, 3, 3.5, 4};
    private static final String NO_SIZE = "";

    /** What comes once as new or swapped. */
    private record Combination(String shape, String color, String background, double guidance) {

        Combination swapped() {
            return new Combination(shape, background, color, guidance);
        }
    }

    private final Captions captions;
    private final Random random;
    private final List<Combination> fresh = new ArrayList<>();
    private final Set<Combination> used = new HashSet<>();
    private final Set<Long> seeds = new HashSet<>();
    private final List<WorkloadRequest> made = new ArrayList<>();

    private WorkloadGenerator(Captions captions, long seed) {
        this.captions = captions;
        this.random = new Random(seed);
    }

    /**
     * Makes a workload.
     *
     * @param count number of requests; at most about as many as there are combinations
     */
    static Workload generate(Captions captions, long seed, int count) {
        WorkloadGenerator generator = new WorkloadGenerator(captions, seed);
        generator.run(count);
        String about =
                "seed "
                        + seed
                        + ", "
                        + count
                        + " requests in the order of their arrival: 25 % exact, 25 % paraphrase,"
                        + " 15 % swap, 35 % new";
        return new Workload(about, generator.made);
    }

    private void run(int count) {
        for (String shape : captions.shapes()) {
            for (String color : captions.colors()) {
                for (String background : captions.colors()) {
                    for (double guidance : GUIDANCE) {
                        if (!color.equals(background)) {
                            fresh.add(new Combination(shape, color, background, guidance));
                        }
                    }
                }
            }
        }
        Collections.shuffle(fresh, random);
        kinds(count).forEach(kind -> made.add(request(kind)));
    }

    private List<RequestKind> kinds(int count) {
        List<RequestKind> later = new ArrayList<>();
        later.addAll(Collections.nCopies(count * PERCENT_EXACT / PERCENT, RequestKind.EXACT));
        later.addAll(
                Collections.nCopies(count * PERCENT_PARAPHRASE / PERCENT, RequestKind.PARAPHRASE));
        later.addAll(Collections.nCopies(count * PERCENT_SWAP / PERCENT, RequestKind.SWAP));
        int fresh = count - later.size();
        int first = Math.min(FIRST, fresh);
        later.addAll(Collections.nCopies(fresh - first, RequestKind.NEW));
        Collections.shuffle(later, random);
        List<RequestKind> kinds = new ArrayList<>(Collections.nCopies(first, RequestKind.NEW));
        kinds.addAll(later);
        return kinds;
    }

    private WorkloadRequest request(RequestKind kind) {
        String id = String.format(Locale.ROOT, "d%04d", made.size());
        return switch (kind) {
            case EXACT -> repeat(id);
            case PARAPHRASE -> paraphrase(id);
            case SWAP -> swap(id);
            case NEW, UNKNOWN -> fresh(id);
        };
    }

    private WorkloadRequest repeat(String id) {
        WorkloadRequest of = earlier();
        return new WorkloadRequest(
                id,
                RequestKind.EXACT,
                of.id(),
                of.prompt(),
                of.seed(),
                of.guidanceScale(),
                of.scene());
    }

    private WorkloadRequest paraphrase(String id) {
        WorkloadRequest of = earlier();
        List<String> others = new ArrayList<>(captions.of(of.scene()));
        others.remove(of.prompt());
        return new WorkloadRequest(
                id,
                RequestKind.PARAPHRASE,
                of.id(),
                one(others),
                seed(),
                of.guidanceScale(),
                of.scene());
    }

    /** Says the same as an earlier one, word for word, with the colours exchanged. */
    private WorkloadRequest swap(String id) {
        WorkloadRequest of = earlier();
        while (!used.add(combination(of).swapped())) {
            of = earlier();
        }
        return new WorkloadRequest(
                id,
                RequestKind.SWAP,
                of.id(),
                captions.swapped(of.prompt(), of.scene()),
                seed(),
                of.guidanceScale(),
                Captions.swapped(of.scene()));
    }

    private WorkloadRequest fresh(String id) {
        Combination next = fresh.remove(fresh.size() - 1);
        while (!used.add(next)) {
            next = fresh.remove(fresh.size() - 1);
        }
        List<String> sizes = new ArrayList<>(captions.sizes());
        sizes.add(NO_SIZE);
        ShapeScene scene =
                new ShapeScene(one(sizes), next.color(), next.shape(), next.background());
        return new WorkloadRequest(
                id, RequestKind.NEW, "", one(captions.of(scene)), seed(), next.guidance(), scene);
    }

    private static Combination combination(WorkloadRequest request) {
        ShapeScene scene = request.scene();
        return new Combination(
                scene.shape(), scene.color(), scene.background(), request.guidanceScale());
    }

    private WorkloadRequest earlier() {
        return one(made);
    }

    private <T> T one(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    private long seed() {
        long seed = random.nextInt(Integer.MAX_VALUE);
        while (!seeds.add(seed)) {
            seed = random.nextInt(Integer.MAX_VALUE);
        }
        return seed;
    }
}
