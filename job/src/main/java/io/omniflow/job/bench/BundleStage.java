package io.omniflow.job.bench;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.engine.ModelBundle;
import java.nio.file.Path;

/** The stage of one worker that serves a bundle. */
public final class BundleStage {

    private static final double MOST_GUIDANCE = 20;
    private static final int LONGEST_PROMPT = 1_000;
    private static final int LARGEST_PICTURE = 1 << 20;

    private BundleStage() {}

    /**
     * Describes the stage.
     *
     * @param name of the stage and its model
     * @param slots pictures that the worker advances at once; it holds as many besides
     * @param steps default and most steps of a picture
     * @throws io.omniflow.core.error.InvalidModelException if the bundle is malformed
     */
    public static StageConfig of(String name, Path bundle, int slots, int steps) {
        Path directory = bundle.toAbsolutePath();
        ModelBundle facts = ModelBundle.inspect(directory);
        ModelSpec model =
                new ModelSpec(
                        name,
                        facts.contentHash(),
                        directory.toString(),
                        facts.defaultWidth(),
                        facts.defaultHeight(),
                        facts.minSide(),
                        facts.maxSide(),
                        facts.sizeMultiple(),
                        steps,
                        steps,
                        facts.defaultGuidanceScale(),
                        MOST_GUIDANCE,
                        LONGEST_PROMPT,
                        1,
                        LARGEST_PICTURE,
                        facts.schedulers(),
                        facts.quality());
        return new StageConfig(
                model, 1, 1, slots, slots, SchedulerConfig.DEFAULT, DitCacheConfig.DEFAULT);
    }
}
