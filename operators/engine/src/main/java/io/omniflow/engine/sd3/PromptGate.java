package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.diffusion.Conditioning;
import io.omniflow.engine.diffusion.Sd3Member;
import io.omniflow.engine.sampler.SamplerPlan;
import io.omniflow.engine.text.TextEmbedding;
import java.util.HashSet;
import java.util.List;

/**
 * Asks the model itself whether two prompts mean the same to it. The neighbour's picture is noised
 * to a fifth of the way of the schedule, where the model decides what goes where, and the model
 * predicts under three prompts: the neighbour's, the new one, and none. The disagreement is the
 * distance of the first two predictions over that of the last two: 0 where it makes no difference
 * which of the prompts is used, about 1 where the neighbour's says as little of what the new one
 * asks for as no prompt would. It knows no scale and no vocabulary, and tells what pooled
 * embeddings do not: "a red circle on green" from "a green circle on red".
 *
 * <p>Every question is a forward pass of three rows of its own, so the answer does not depend on
 * what else the device does.
 */
final class PromptGate {

    /** Fewer steps have no such point of their own. */
    static final int FEWEST_STEPS = 5;

    private final Sd3Model model;
    private final Sd3FirstLatents first;

    PromptGate(Sd3Model model, Sd3FirstLatents first) {
        this.model = model;
        this.first = first;
    }

    /**
     * Measures the disagreement.
     *
     * @param plan the whole schedule of the generation
     * @param shape shape of the latents, which the neighbour's have
     * @return at least 0; not a number if the prompt says nothing to the model
     */
    double disagreement(
            NDManager owner,
            GenerationParams params,
            SamplerPlan plan,
            Neighbour neighbour,
            long[] shape) {
        try (NDManager scratch = owner.newSubManager()) {
            int at = plan.steps() / FEWEST_STEPS;
            NDArray latents =
                    first.mix(scratch, params, plan, at, neighbour.latents().latents(), shape);
            List<String> prompts = List.of(neighbour.prompt(), params.prompt(), "");
            TextEmbedding text = model.text().encode(scratch, prompts, new HashSet<>());
            Conditioning conditioning =
                    model.transformer()
                            .condition(
                                    scratch,
                                    text.hidden(),
                                    text.pooled(),
                                    new float[] {plan.timestep(at)},
                                    (int) shape[2],
                                    (int) shape[3]);
            NDArray predictions =
                    model.transformer()
                            .forward(scratch, List.of(new Sd3Member(latents, conditioning, 0)));
            return ratio(predictions.toFloatArray());
        }
    }

    private static double ratio(float[] rows) {
        int size = rows.length / 3;
        double between = 0;
        double whole = 0;
        for (int i = 0; i < size; i++) {
            double asked = rows[size + i];
            between += square(asked - rows[i]);
            whole += square(asked - rows[2 * size + i]);
        }
        return Math.sqrt(between / whole);
    }

    private static double square(double value) {
        return value * value;
    }
}
