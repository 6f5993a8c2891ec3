package io.omniflow.job.config;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ImageLimits;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextSampling;
import io.omniflow.engine.BundleFacts;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.TextBundle;
import io.omniflow.engine.llm.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** Reads the stages of a deployment. */
final class StageReader {

    /** What a text may have if its model does not say. */
    private static final int DEFAULT_TOKENS = 256;

    private final Configuration config;

    private final BundleInspector bundles;

    private final BundlePaths paths;

    private final Set<String> names;

    StageReader(Configuration config, BundleInspector bundles, BundlePaths paths) {
        this.config = config;
        this.bundles = bundles;
        this.paths = paths;
        this.names = KnownKeys.stages(config.keySet());
        if (names.isEmpty()) {
            throw Setting.invalid(
                    "a deployment needs at least one stage: give stages.NAME.bundle the path of a"
                            + " model");
        }
    }

    Set<String> names() {
        return names;
    }

    List<StageConfig> read() {
        return names.stream().sorted().map(this::stage).toList();
    }

    /** Returns the names of the stages whose models never make room for others. */
    Set<String> pinned() {
        return names.stream()
                .filter(name -> new StageSettings(name).pinned.read(config))
                .collect(Collectors.toUnmodifiableSet());
    }

    private StageConfig stage(String name) {
        StageSettings settings = new StageSettings(name);
        return new StageConfig(
                model(name, settings),
                settings.parallelism.read(config),
                settings.cacheParallelism.read(config),
                settings.slots.read(config),
                settings.prefetch.read(config),
                settings.maxBatchUnits.read(config),
                settings.scheduler.read(config),
                settings.cache.read(config));
    }

    /** A request with its picture must fit in a record, also as a dead letter. */
    private int maxImageBytes(StageSettings settings) {
        return (int)
                Math.min(
                        settings.maxImageBytes.read(config).getBytes(),
                        DeliverySettings.MAX_RECORD_BYTES.read(config).getBytes());
    }

    private ModelSpec model(String name, StageSettings settings) {
        Path bundle = paths.resolve(settings.bundle, settings.bundle.read(config));
        BundleFacts facts = bundles.inspect(bundle);
        return new ModelSpec(
                name,
                facts.contentHash(),
                bundle.toString(),
                settings.maxPromptChars.read(config),
                settings.maxImages.read(config),
                facts instanceof TextBundle texts
                        ? limits(texts)
                        : limits((ModelBundle) facts, settings));
    }

    private static TextLimits limits(TextBundle facts) {
        SamplingParams sampling = facts.defaults().sampling();
        int tokens = facts.defaults().maxTokens();
        return new TextLimits(
                facts.contextTokens(),
                facts.vocabulary(),
                tokens == 0 ? DEFAULT_TOKENS : tokens,
                new TextSampling(
                        sampling.temperature(),
                        sampling.topK(),
                        sampling.topP(),
                        sampling.minP(),
                        sampling.repetitionPenalty(),
                        sampling.presencePenalty(),
                        sampling.frequencyPenalty(),
                        TextSampling.NO_LOGPROBS));
    }

    private ImageLimits limits(ModelBundle facts, StageSettings settings) {
        int maxSteps = settings.maxSteps.read(config);
        return new ImageLimits(
                facts.defaultWidth(),
                facts.defaultHeight(),
                facts.minSide(),
                facts.maxSide(),
                facts.sizeMultiple(),
                Math.min(facts.defaultSteps(), maxSteps),
                maxSteps,
                facts.defaultGuidanceScale(),
                settings.maxGuidanceScale.read(config),
                maxImageBytes(settings),
                facts.schedulers(),
                facts.quality());
    }
}
