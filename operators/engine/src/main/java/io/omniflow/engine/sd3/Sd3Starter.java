package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.InitImage;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.diffusion.Conditioning;
import io.omniflow.engine.sampler.SamplerPlan;
import io.omniflow.engine.text.TextEmbedding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts generations: checks the request, encodes the prompt, draws or restores the latents. */
final class Sd3Starter {

    private final Sd3Model model;
    private final Sd3Bundle bundle;
    private final Sd3Caches caches;
    private final Sd3FirstLatents first;
    private final Sd3Neighbours chooser;

    Sd3Starter(Sd3Model model, Sd3Bundle bundle, Sd3Caches caches, ApproximateMap map) {
        this.model = model;
        this.bundle = bundle;
        this.caches = caches;
        this.first = new Sd3FirstLatents(model);
        this.chooser = new Sd3Neighbours(map, new PromptGate(model, first));
    }

    Sd3Generation begin(
            GenerationParams params, @Nullable Snapshot from, Neighbourhood neighbours) {
        check(params);
        NDManager manager = NDManager.newBaseManager(model.device(), "PyTorch");
        Sd3Generation generation = null;
        try {
            generation = begin(manager, params, from, neighbours);
            return generation;
        } finally {
            if (generation == null) {
                manager.close();
            }
        }
    }

    private Sd3Generation begin(
            NDManager manager,
            GenerationParams params,
            @Nullable Snapshot from,
            Neighbourhood neighbours) {
        Set<String> warnings = new LinkedHashSet<>();
        TextEmbedding text = model.text().encode(manager, prompts(params), warnings);
        int height = params.height() / bundle.latents().scale();
        int width = params.width() / bundle.latents().scale();
        long[] shape = {1, bundle.latents().channels(), height, width};
        SamplerPlan whole = plan(params, 0);
        Sd3Origin origin =
                from == null
                        ? chooser.choose(
                                manager, params, whole, text.pooled(), shape, neighbours, warnings)
                        : Sd3Origin.of(from);
        SamplerPlan plan = plan(params, whole, origin);
        Sd3Cache cache = caches.create(manager, params.stepCache(), plan.steps(), plan.first());
        Conditioning conditioning =
                model.transformer()
                        .condition(
                                manager,
                                text.hidden(),
                                text.pooled(),
                                plan.timesteps(),
                                height,
                                width);
        text.hidden().close();
        Sd3State start =
                from == null
                        ? Sd3State.start(
                                manager, first.draw(manager, params, plan, origin, shape), plan)
                        : Sd3State.restore(manager, from, shape, plan);
        if (from != null) {
            cache.restore(from, start.latents().getShape());
        }
        return new Sd3Generation(
                manager,
                params,
                plan,
                new Sd3Text(conditioning, text.pooled(), List.copyOf(warnings)),
                cache,
                origin,
                start);
    }

    private SamplerPlan plan(GenerationParams params, SamplerPlan whole, Sd3Origin origin) {
        InitImage init = params.init();
        int start = init == null ? origin.first() : Sd3FirstLatents.firstStep(init, whole.steps());
        return start == 0 ? whole : plan(params, start);
    }

    private SamplerPlan plan(GenerationParams params, int start) {
        int multiple = bundle.sizeMultiple();
        int tokens = (params.height() / multiple) * (params.width() / multiple);
        return bundle.samplers().get(params.scheduler()).plan(params.steps(), tokens, start);
    }

    /** Returns the prompts of the branches: what to avoid first, if it has any weight. */
    private static List<String> prompts(GenerationParams params) {
        return params.usesGuidance()
                ? List.of(params.negativePrompt(), params.prompt())
                : List.of(params.prompt());
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
        int multiple = bundle.sizeMultiple();
        int max = bundle.maxSide();
        if (pixels < multiple || pixels > max || pixels % multiple != 0) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_SIZE,
                    String.format(
                            "%s is %d, expected a multiple of %d up to %d",
                            name, pixels, multiple, max));
        }
    }
}
