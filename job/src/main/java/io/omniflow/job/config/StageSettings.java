package io.omniflow.job.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.configuration.MemorySize;

/** The settings of one stage, below {@code stages.NAME.}. */
final class StageSettings {

    static final String PREFIX = "stages.";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    final Setting<String> bundle;

    final Setting<Integer> parallelism;

    final Setting<Integer> cacheParallelism;

    final Setting<Integer> slots;

    final Setting<Integer> prefetch;

    final Setting<Integer> maxBatchUnits;

    final Setting<Boolean> pinned;

    final Setting<Integer> maxSteps;

    final Setting<Double> maxGuidanceScale;

    final Setting<Integer> maxPromptChars;

    final Setting<Integer> maxImages;

    final Setting<MemorySize> maxImageBytes;

    final CacheSettings cache;

    final SchedulerSettings scheduler;

    StageSettings(String stage) {
        String scope = PREFIX + stage + ".";
        bundle =
                Settings.requiredText(
                        scope + "bundle",
                        "the path of a model bundle directory",
                        "Directory of the model, on a path that the workers see too; relative to"
                                + " the deployment file or else to OMNIFLOW_HOME.");
        parallelism = count(scope, "parallelism", 1, 1, "Number of workers of the model.");
        cacheParallelism = count(scope, "cache-parallelism", 1, 1, "Subtasks of its cache.");
        slots = count(scope, "slots", 4, 1, "Number of generations a worker runs at once.");
        prefetch =
                count(
                        scope,
                        "prefetch",
                        0,
                        0,
                        "Number of images a worker holds besides. It hides the round trip to"
                                + " scheduling, about a millisecond, but what a worker holds"
                                + " nothing can overtake.");
        maxBatchUnits =
                count(
                        scope,
                        "max-batch-units",
                        0,
                        0,
                        "Most compute units in one step, where 16 by 16 pixels are one, or two with"
                                + " guidance; 0 for no bound. Members above it take turns.");
        pinned =
                Settings.flag(
                        scope + "pinned",
                        false,
                        "Whether the model never leaves a device to make room for others.");
        maxSteps = count(scope, "max-steps", 200, 1, "Most steps a request may ask for.");
        maxGuidanceScale =
                Settings.number(
                        scope + "max-guidance-scale",
                        30.0,
                        "Largest guidance scale a request may ask for.");
        maxPromptChars = count(scope, "max-prompt-chars", 4000, 1, "Longest prompt allowed.");
        maxImages = count(scope, "max-images", 10, 1, "Most images of one request.");
        maxImageBytes =
                Settings.size(
                        scope + "max-image-bytes",
                        MemorySize.parse("1 mb"),
                        1,
                        1 << 30,
                        "Largest picture that a request may start from; never more than"
                                + " delivery.max-record-bytes.");
        cache = new CacheSettings(scope);
        scheduler = new SchedulerSettings(scope);
    }

    static boolean isName(String stage) {
        return NAME.matcher(stage).matches();
    }

    List<Setting<?>> all() {
        List<Setting<?>> all =
                new ArrayList<>(
                        List.of(
                                bundle,
                                parallelism,
                                cacheParallelism,
                                slots,
                                prefetch,
                                maxBatchUnits,
                                pinned,
                                maxSteps,
                                maxGuidanceScale,
                                maxPromptChars,
                                maxImages,
                                maxImageBytes));
        all.addAll(cache.all());
        all.addAll(scheduler.all());
        return all;
    }

    private static Setting<Integer> count(
            String scope, String key, int byDefault, int least, String description) {
        return Settings.count(scope + key, byDefault, least, description);
    }
}
