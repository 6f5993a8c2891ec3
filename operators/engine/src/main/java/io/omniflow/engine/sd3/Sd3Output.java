package io.omniflow.engine.sd3;

import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.image.Pixels;
import io.omniflow.engine.image.PngEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A finished picture in host memory, to be encoded on any thread. */
final class Sd3Output implements PendingOutput {

    private final GenerationParams params;
    private final float[] values;
    private final List<String> warnings;
    private final StepCacheReport stepCache;
    private final Approximation approximation;
    private final @Nullable Sd3Latents latents;

    Sd3Output(
            GenerationParams params,
            float[] values,
            List<String> warnings,
            StepCacheReport stepCache,
            Approximation approximation,
            @Nullable Sd3Latents latents) {
        this.params = params;
        this.values = values;
        this.warnings = warnings;
        this.stepCache = stepCache;
        this.approximation = approximation;
        this.latents = latents;
    }

    @Override
    public Output encode() {
        byte[] png =
                PngEncoder.encode(Pixels.toImage(values, params.width(), params.height()), texts());
        return new Output(png, "image/png", params.width(), params.height(), warnings, stepCache)
                .withApproximation(approximation)
                .withLatents(latents == null ? null : latents.rounded());
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("prompt", params.prompt());
        if (!params.negativePrompt().isEmpty()) {
            texts.put("negative_prompt", params.negativePrompt());
        }
        texts.put("num_inference_steps", Integer.toString(params.steps()));
        texts.put("guidance_scale", Double.toString(params.guidanceScale()));
        texts.put("seed", Long.toString(params.seed()));
        if (!stepCache.pattern().isEmpty()) {
            texts.put("step_cache", stepCache.policy());
            texts.put("step_cache_pattern", stepCache.pattern());
        }
        if (approximation.stepsReused() > 0) {
            texts.put("started_from", approximation.fingerprint());
            texts.put("steps_reused", Integer.toString(approximation.stepsReused()));
        }
        texts.put("Software", "Omniflow");
        return texts;
    }
}
