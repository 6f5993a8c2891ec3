package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.InitImage;
import io.omniflow.engine.image.PictureDecoder;
import io.omniflow.engine.sampler.Combination;
import io.omniflow.engine.sampler.SamplerKernel;
import io.omniflow.engine.sampler.SamplerMember;
import io.omniflow.engine.sampler.SamplerPlan;
import io.omniflow.engine.sampler.Update;
import java.util.List;

/**
 * Makes the latents that a generation starts from: noise alone, or a picture or a neighbour's
 * latents with as much noise as the first step that is taken expects.
 */
final class Sd3FirstLatents {

    private static final int COLOURS = 3;

    private final Sd3Model model;
    private final SamplerKernel kernel;

    Sd3FirstLatents(Sd3Model model) {
        this.model = model;
        this.kernel = new SamplerKernel(model.kernels());
    }

    /**
     * Tells where in a plan of so many steps a generation begins, counted as {@code get_timesteps}
     * of diffusers' image-to-image pipelines does; at least one step is left.
     */
    static int firstStep(InitImage init, int steps) {
        double taken = Math.min(steps * init.strength(), steps);
        return Math.min(steps - 1, (int) Math.max(steps - taken, 0));
    }

    /**
     * Makes the latents.
     *
     * @param manager owns them
     * @param plan the steps that are taken
     * @param origin from what it starts
     * @param shape their shape: one picture
     * @throws io.omniflow.core.error.InvalidRequestException if the picture cannot be read or is of
     *     another size than was asked for
     */
    NDArray draw(
            NDManager manager,
            GenerationParams params,
            SamplerPlan plan,
            Sd3Origin origin,
            long[] shape) {
        if (origin.latents() != null) {
            return mix(manager, params, plan, 0, origin.latents(), shape);
        }
        InitImage init = params.init();
        if (init == null) {
            NDArray noise = model.kernels().randn(manager, params.seed(), shape);
            return noise.toDevice(model.device(), false);
        }
        float[] values = PictureDecoder.decode(init.data(), params.width(), params.height());
        try (NDManager scratch = manager.newSubManager()) {
            NDArray pixels =
                    scratch.create(values, new Shape(1, COLOURS, params.height(), params.width()));
            NDArray picture = model.codec().encode(scratch, pixels, params.seed());
            NDArray noise = model.codec().noise(scratch, params.seed(), shape);
            return mix(manager, scratch, noise, picture, plan, 0);
        }
    }

    /**
     * Gives up part of finished latents for the noise of a generation's own seed.
     *
     * @param manager owns the result
     * @param step index in the plan of the step that comes next
     */
    NDArray mix(
            NDManager manager,
            GenerationParams params,
            SamplerPlan plan,
            int step,
            HalfTensor finished,
            long[] shape) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray picture = scratch.create(finished.toFloats(), new Shape(shape));
            NDArray noise =
                    model.kernels()
                            .randn(scratch, params.seed(), shape)
                            .toDevice(model.device(), false);
            return mix(manager, scratch, noise, picture, plan, step);
        }
    }

    private NDArray mix(
            NDManager manager,
            NDManager scratch,
            NDArray noise,
            NDArray picture,
            SamplerPlan plan,
            int step) {
        Combination mixed = new Combination(plan.signal(step), plan.sigma(step), 0, 0);
        SamplerMember member =
                new SamplerMember(
                        noise, 1, picture, List.of(), null, new Update(null, mixed, List.of()));
        NDArray latents = kernel.advance(scratch, List.of(member)).get(0).latents();
        latents.attach(manager);
        return latents;
    }
}
