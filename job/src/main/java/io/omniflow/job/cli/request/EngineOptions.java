package io.omniflow.job.cli.request;

import com.google.protobuf.ByteString;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.StepCacheOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a request that say how it is computed. */
final class EngineOptions {

    @Option(
            names = "--quality",
            paramLabel = "LEVEL",
            description =
                    "Quality level: 'exact' computes every step, others skip what the model's"
                            + " calibration allows.")
    private @Nullable String quality;

    @Option(
            names = "--adaptive",
            paramLabel = "LEVEL",
            description = "Lowest level to move to when the deadline comes near.")
    private @Nullable String adaptive;

    @Option(
            names = "--step-cache",
            converter = StepCacheOption.class,
            paramLabel = "POLICY[:SETTING]",
            description =
                    "Step cache by name in place of a level: easy, first-block, mag or tea with a"
                            + " threshold such as easy:0.1, mask or taylor with a pattern such as"
                            + " mask:fast, or off.")
    private @Nullable StepCacheOption stepCache;

    @Option(
            names = "--scheduler",
            paramLabel = "NAME",
            description = "Class name of the sampler, as diffusers names it.")
    private @Nullable String scheduler;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "Picture to start from, PNG or JPEG, of the size that is asked for.")
    private @Nullable Path image;

    @Option(
            names = "--strength",
            description = "Share of the picture that is given up for noise, up to 1.")
    private @Nullable Double strength;

    void fill(GenerationRequest.Builder request) {
        if (quality != null) {
            request.setQuality(quality);
        }
        if (scheduler != null) {
            request.setScheduler(scheduler);
        }
        if (image != null) {
            request.setImage(read(image));
        }
        if (strength != null) {
            request.setStrength(strength);
        }
        StepCacheOptions step = step();
        if (!step.equals(StepCacheOptions.getDefaultInstance())) {
            request.setCache(CacheOptions.newBuilder().setStep(step));
        }
    }

    private StepCacheOptions step() {
        StepCacheOptions.Builder step =
                stepCache == null ? StepCacheOptions.newBuilder() : stepCache.options().toBuilder();
        return adaptive == null ? step.build() : step.setAdaptive(adaptive).build();
    }

    private static ByteString read(Path file) {
        try {
            return ByteString.copyFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandException("cannot read " + file + ": " + e.getMessage());
        }
    }
}
