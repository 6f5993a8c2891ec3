package io.omniflow.job.bench.dataflow;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.job.bench.BenchStack;
import io.omniflow.job.bench.Quantiles;
import io.omniflow.v1.GenerationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long a device is idle between generations when nothing is prefetched and work waits. */
final class GapBench {

    private static final int GENERATIONS = 2_000;
    private static final Duration STEP = Duration.ofMillis(2);

    /** The worker that is worse off counts: across TaskManagers, the one that is elsewhere. */
    double measure(boolean events, int taskManagers) {
        return BenchStack.with(taskManagers, stack -> measure(stack, events, taskManagers));
    }

    private static double measure(BenchStack stack, boolean events, int workers) {
        Traffic.publishAll(stack.kafka(), GENERATIONS);
        new FreeStage(workers, 1, 0, STEP, events, false).submitTo(stack);
        return Stamp.gaps(stamps(stack)).values().stream()
                .map(gaps -> gaps.subList(gaps.size() / 3, gaps.size()))
                .mapToDouble(gaps -> new Quantiles(gaps).at(0.5))
                .max()
                .orElseThrow();
    }

    private static List<Stamp> stamps(BenchStack stack) {
        List<Stamp> stamps = new ArrayList<>();
        try (Results results = new Results(stack.kafka())) {
            results.await(GENERATIONS);
            while (stamps.size() < GENERATIONS) {
                results.poll(Duration.ofMillis(100))
                        .forEach(result -> stamps.add(stamp(result.value())));
            }
        }
        return stamps;
    }

    private static Stamp stamp(byte[] result) {
        try {
            return Stamp.of(
                    GenerationResult.parseFrom(result).getOutputs(0).getData().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a result of this release", e);
        }
    }
}
