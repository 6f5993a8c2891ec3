package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.diffusion.Conditioning;
import io.omniflow.engine.sampler.Sampler;
import io.omniflow.engine.sampler.SamplerPlan;
import io.omniflow.engine.text.TextEmbedding;
import io.omniflow.engine.text.TokenizedPrompt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts generations: checks the request, encodes the prompt, draws or restores the latents. */
final class Sd3Starter {

    private final Sd3Model model;
    private final Sd3Bundle bundle;

    Sd3Starter(Sd3Model model, Sd3Bundle bundle) {
        this.model = model;
        this.bundle = bundle;
    }

    Sd3Generation begin(GenerationParams params, @Nullable Snapshot from) {
        check(params);
        NDManager manager = NDManager.newBaseManager(model.device(), "PyTorch");
        Sd3Generation generation = null;
        try {
            generation = begin(manager, params, from);
            return generation;
        } finally {
            if (generation == null) {
                manager.close();
            }
        }
    }

    private Sd3Generation begin(
            NDManager manager, GenerationParams params, @Nullable Snapshot from) {
        Set<String> warnings = new LinkedHashSet<>();
        SamplerPlan plan = plan(params);
        TextEmbedding text = model.text().encode(manager, tokenize(params, warnings));
        Conditioning conditioning =
                model.transformer()
                        .condition(
                                manager,
                                text.hidden(),
                                text.pooled(),
                                plan.timesteps(),
                                params.height(),
                                params.width());
        text.hidden().close();
        long[] shape = {1, bundle.transformer().inChannels(), params.height(), params.width()};
        Sd3State start =
                from == null
                        ? Sd3State.start(manager, noise(manager, params.seed(), shape), plan)
                        : Sd3State.restore(manager, from, shape, plan);
        return new Sd3Generation(manager, params, plan, conditioning, List.copyOf(warnings), start);
    }

    private SamplerPlan plan(GenerationParams params) {
        int patch = bundle.transformer().patch();
        int tokens = (params.height() / patch) * (params.width() / patch);
        return sampler(params.scheduler()).plan(params.steps(), tokens, 0);
    }

    private Sampler sampler(String name) {
        if (!name.isEmpty() && !name.equals(bundle.scheduler().name())) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "scheduler is " + name + ", expected " + bundle.scheduler().name());
        }
        return bundle.scheduler();
    }

    /** Returns the rows of the branches: what to avoid first, if it has any weight. */
    private long[][] tokenize(GenerationParams params, Set<String> warnings) {
        List<long[]> rows = new ArrayList<>();
        if (params.usesGuidance()) {
            TokenizedPrompt negative = model.tokenizer().encode(params.negativePrompt());
            warnings.addAll(negative.warnings());
            rows.add(negative.ids());
        }
        TokenizedPrompt prompt = model.tokenizer().encode(params.prompt());
        warnings.addAll(prompt.warnings());
        rows.add(prompt.ids());
        return rows.toArray(long[][]::new);
    }

    private NDArray noise(NDManager manager, long seed, long[] shape) {
        NDArray noise = model.kernels().randn(manager, seed, shape);
        return noise.toDevice(model.device(), false);
    }

    private void check(GenerationParams params) {
        checkSide("width", params.width());
        checkSide("height", params.height());
        if (params.steps() < 1) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_STEPS,
                    "steps is " + params.steps() + ", expected at least 1");
        }
        if (!Double.isFinite(params.guidanceScale())) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_GUIDANCE,
                    "guidance_scale is " + params.guidanceScale() + ", expected a finite number");
        }
    }

    private void checkSide(String name, int pixels) {
        int patch = bundle.transformer().patch();
        int max = bundle.transformer().maxSide();
        if (pixels < patch || pixels > max || pixels % patch != 0) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_SIZE,
                    String.format(
                            "%s is %d, expected a multiple of %d up to %d",
                            name, pixels, patch, max));
        }
    }
}
