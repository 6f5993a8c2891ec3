package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Makes synthetic traces. A fifth of the requests is high, half normal and the rest low; one in
 * twelve asks for two to four images; three in ten want their result within 3 to 10 times of their
 * time alone. The device time of a step is in proportion to the pixels, within a tenth. Arrivals
 * are spaced so that four devices have a load of 1.
 */
final class TraceGenerator {

    /** Name of the tenant that floods. */
    static final String NOISY = "noisy";

    private static final int DEVICES = 4;

    private static final int[] SIDES = {512, 768, 1024};
    private static final double[] SIDE_WEIGHTS = {0.4, 0.3, 0.3};
    private static final int[] STEPS = {8, 20, 28, 50};
    private static final double[] STEP_WEIGHTS = {0.2, 0.3, 0.3, 0.2};
    private static final double[] CLASS_WEIGHTS = {0.2, 0.5, 0.3};
    private static final String[] TENANTS = {"ash", "birch", "cedar", "elm", "fir", "oak"};
    private static final double[] TENANT_WEIGHTS = {0.3, 0.25, 0.2, 0.12, 0.08, 0.05};
    private static final int QUIET_TENANTS = 5;

    private static final ArrivalTimes.Phase BURST = new ArrivalTimes.Phase(2.1, 60);
    private static final ArrivalTimes.Phase LULL = new ArrivalTimes.Phase(0.267, 90);
    private static final ArrivalTimes.Phase FLOOD = new ArrivalTimes.Phase(2.5, 60);
    private static final ArrivalTimes.Phase SILENCE = new ArrivalTimes.Phase(0, 240);

    private static final double TAIL_MEDIAN_MS = 1_200;
    private static final double TAIL_SIGMA = 1.3;
    private static final int MOST_STEPS = 1_000;

    private final TraceKind kind;
    private final Draws draws;

    private TraceGenerator(TraceKind kind, long seed) {
        this.kind = kind;
        this.draws = new Draws(seed);
    }

    /** Makes a trace of a kind; the same seed and number make the same trace. */
    static Trace generate(TraceKind kind, long seed, int requests) {
        List<TraceRequest> made = new TraceGenerator(kind, seed).requests(requests);
        return new Trace(kind.toString(), made).scaledTo(1.0, DEVICES);
    }

    private List<TraceRequest> requests(int number) {
        List<Arrival> arrivals =
                switch (kind) {
                    case POISSON, HEAVY_TAILS -> ofAll(ArrivalTimes.poisson(draws, number, 1));
                    case BURSTS -> ofAll(ArrivalTimes.phases(draws, number, BURST, LULL));
                    case NOISY_TENANT -> noisyAndQuiet(number);
                };
        List<TraceRequest> requests = new ArrayList<>(number);
        for (Arrival arrival : arrivals) {
            requests.add(request(arrival, requests.size()));
        }
        return requests;
    }

    private List<Arrival> ofAll(List<Double> times) {
        return times.stream()
                .map(time -> new Arrival(time, TENANTS[draws.index(TENANT_WEIGHTS)]))
                .toList();
    }

    private List<Arrival> noisyAndQuiet(int number) {
        List<Arrival> arrivals = new ArrayList<>();
        for (double time : ArrivalTimes.poisson(draws, number / 2, 0.5)) {
            arrivals.add(new Arrival(time, TENANTS[(int) draws.uniform(0, QUIET_TENANTS)]));
        }
        for (double time : ArrivalTimes.phases(draws, number - number / 2, FLOOD, SILENCE)) {
            arrivals.add(new Arrival(time, NOISY));
        }
        arrivals.sort(Comparator.comparingDouble(Arrival::time));
        return arrivals;
    }

    private TraceRequest request(Arrival arrival, int number) {
        int side = SIDES[draws.index(SIDE_WEIGHTS)];
        double pixels = (double) side * side / (TraceRow.SIDE * TraceRow.SIDE);
        double stepMs = TraceRow.STEP_MS * pixels;
        int steps = steps(stepMs);
        double serviceMs = Math.rint(steps * stepMs * draws.uniform(0.9, 1.1));
        int images = draws.uniform(0, 12) < 1 ? 2 + (int) draws.uniform(0, 3) : 1;
        Priority priority = Priority.values()[draws.index(CLASS_WEIGHTS)];
        double patience = draws.uniform(3, 10);
        boolean hasDeadline = draws.uniform(0, 1) < 0.3;
        return new TraceRequest(
                // A thousandth of the mean gap is fine enough, and rescaling sets the pace.
                Math.round(arrival.time() * 1_000),
                String.format(Locale.ROOT, "%s-%04d", kind, number),
                arrival.tenant(),
                priority,
                "image",
                steps,
                side,
                side,
                images,
                serviceMs,
                hasDeadline ? Math.round(images * serviceMs * patience) : 0);
    }

    private int steps(double stepMs) {
        if (kind != TraceKind.HEAVY_TAILS) {
            return STEPS[draws.index(STEP_WEIGHTS)];
        }
        double serviceMs = draws.logNormal(TAIL_MEDIAN_MS, TAIL_SIGMA);
        return (int) Math.min(MOST_STEPS, Math.max(1, Math.round(serviceMs / stepMs)));
    }

    /** Who asks, and when. */
    private record Arrival(double time, String tenant) {}
}
