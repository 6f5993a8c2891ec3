package io.omniflow.job.cli.terminal;

import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.StepCacheReport;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words how many steps were computed where a step cache spared some. */
public final class Computed {

    private Computed() {}

    /** Returns the computed steps of all images of a result; empty without a step cache. */
    public static String of(GenerationResult result) {
        List<Output> cached =
                result.getOutputsList().stream().filter(Output::hasStepCache).toList();
        if (cached.isEmpty()) {
            return "";
        }
        int steps = cached.stream().mapToInt(Output::getSteps).sum();
        long reused = cached.stream().mapToLong(output -> reused(output.getStepCache())).sum();
        String how =
                cached.stream()
                        .map(output -> name(output.getStepCache()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return ", " + (steps - reused) + " of " + steps + " steps computed (" + how + ")";
    }

    /** Returns how many of the steps so far were computed; empty if all were. */
    public static String of(StepCacheReport report, int step) {
        long reused = reused(report);
        return reused == 0 ? "" : ", " + (step - reused) + " computed";
    }

    private static String name(StepCacheReport report) {
        return report.getLevel().isEmpty() ? report.getPolicy() : report.getLevel();
    }

    private static long reused(StepCacheReport report) {
        return report.getPattern().chars().filter(digit -> digit == '0').count();
    }
}
