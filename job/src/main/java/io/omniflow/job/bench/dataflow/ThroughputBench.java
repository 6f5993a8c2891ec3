package io.omniflow.job.bench.dataflow;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.executor.generation.BundleModelFactory;
import io.omniflow.job.bench.BenchStack;
import io.omniflow.v1.GenerationRequest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures what serving costs: the same number of pictures through Kafka and the whole job, and by
 * a step loop of the same kind that is fed directly, in turns, in one process with one processor
 * thread for each loop. Then several such loops at once beside one, and a deterministic one beside
 * one that is not.
 */
public final class ThroughputBench {

    private static final int WARM_UP_PART = 4;
    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_S = 1e9;

    /** One thread a loop, whatever the machine has. */
    private static final EngineConfig ENGINE = engine(false);

    private static final EngineConfig DETERMINISTIC = engine(true);

    private final Plan plan;
    private final PrintStream out;
    private final PictureWork work;

    private ThroughputBench(Path bundle, Plan plan, PrintStream out) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.out = Objects.requireNonNull(out, "out");
        this.work = new PictureWork(bundle, plan.slots(), plan.steps());
    }

    /**
     * Measures; takes about three minutes with the shipped model.
     *
     * @param bundle directory of the model bundle
     * @param out where the table goes
     */
    public static ThroughputResult run(Path bundle, Plan plan, PrintStream out) {
        return new ThroughputBench(bundle, plan, out).measure();
    }

    private ThroughputResult measure() {
        List<Pair> pairs = BenchStack.with(1, this::serve);
        List<Double> ratios = plan.loops() > 1 ? loops() : List.of();
        ThroughputResult result = ThroughputResult.of(plan, pairs, ratios, deterministic());
        result.print(out);
        return result;
    }

    /** One round each way, for as many rounds as planned, each way first in turn. */
    private List<Pair> serve(BenchStack stack) {
        stack.submit(work.stage(), true, (stage, engine) -> new BundleModelFactory(stage, ENGINE));
        try (BareLoop bare = new BareLoop(0, work.stage(), ENGINE);
                Traffic traffic = new Traffic(stack.kafka());
                Results results = new Results(stack.kafka())) {
            int few = Math.max(1, plan.images() / WARM_UP_PART);
            served(traffic, results, few);
            bare(List.of(bare), few);
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                Round first = i % 2 == 0 ? bare(List.of(bare), plan.images()) : null;
                Round kafka = served(traffic, results, plan.images());
                pairs.add(
                        new Pair(
                                first == null ? bare(List.of(bare), plan.images()) : first, kafka));
                show(pairs.get(i));
            }
            return pairs;
        }
    }

    private void show(Pair pair) {
        out.printf(
                Locale.ROOT,
                "%d pictures: %.2f s bare, %.2f s through Kafka%n",
                plan.images(),
                pair.bare().seconds(),
                pair.served().seconds());
        out.flush();
    }

    private Round served(Traffic traffic, Results results, int count) {
        List<GenerationRequest> requests = work.requests(count);
        CpuTimes before = CpuTimes.now();
        long start = System.nanoTime();
        requests.forEach(traffic::publish);
        long end = results.read(count);
        return new Round(end - start, CpuTimes.now().since(before));
    }

    private Round bare(List<BareLoop> loops, int count) {
        List<List<GenerationTask>> tasks = new ArrayList<>();
        loops.forEach(loop -> tasks.add(work.tasks(count)));
        CpuTimes before = CpuTimes.now();
        long start = System.nanoTime();
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).begin(tasks.get(i));
        }
        loops.forEach(loop -> loop.await(count));
        return new Round(System.nanoTime() - start, CpuTimes.now().since(before));
    }

    /** Returns, for each round, the pictures a second of several loops over those of one. */
    private List<Double> loops() {
        List<BareLoop> loops = new ArrayList<>();
        try {
            for (int i = 0; i < plan.loops(); i++) {
                loops.add(new BareLoop(i, work.stage(), ENGINE));
            }
            bare(loops, Math.max(1, plan.images() / WARM_UP_PART));
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                double one = bare(loops.subList(0, 1), plan.images()).nanos();
                double all = bare(loops, plan.images()).nanos();
                ratios.add(plan.loops() * one / all);
            }
            return ratios;
        } finally {
            loops.forEach(BareLoop::close);
        }
    }

    /** Returns, for each round, the processor time of a deterministic loop over another's. */
    private List<Double> deterministic() {
        try (BareLoop free = new BareLoop(0, work.stage(), ENGINE);
                BareLoop fixed = new BareLoop(1, work.stage(), DETERMINISTIC)) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                double without = bare(List.of(free), plan.images()).cpuMs(CpuTimes.Part.BARE);
                double with = bare(List.of(fixed), plan.images()).cpuMs(CpuTimes.Part.BARE);
                ratios.add(with / without);
            }
            return ratios;
        }
    }

    private static EngineConfig engine(boolean deterministic) {
        return new EngineConfig(deterministic, ComputeType.FLOAT32, 1, 0);
    }

    /**
     * What to measure.
     *
     * @param images pictures of a round
     * @param rounds rounds of each kind
     * @param steps inference steps of a picture
     * @param slots pictures that a loop advances at once
     * @param loops how many loops run beside each other; 1 not to measure that
     */
    public record Plan(int images, int rounds, int steps, int slots, int loops) {

        /** Checks that there is something to measure. */
        public Plan {
            if (images < 1 || rounds < 1 || steps < 1 || slots < 1 || loops < 1) {
                throw new IllegalArgumentException(
                        "images, rounds, steps, slots and loops must be at least 1");
            }
        }
    }

    /**
     * One round.
     *
     * @param nanos wall time
     * @param cpu processor time by part
     */
    record Round(long nanos, Map<CpuTimes.Part, Long> cpu) {

        double seconds() {
            return nanos / NANOS_PER_S;
        }

        double cpuMs(CpuTimes.Part part) {
            return cpu.get(part) / NANOS_PER_MS;
        }
    }

    /**
     * Two rounds next to each other.
     *
     * @param bare by the loop alone
     * @param served through Kafka
     */
    record Pair(Round bare, Round served) {}
}
