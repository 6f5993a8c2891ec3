package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.approximate.Candidates;
import io.omniflow.engine.approximate.Candidates.Candidate;
import io.omniflow.engine.sampler.SamplerPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Chooses what a generation starts from in place of noise. */
final class Sd3Neighbours {

    /** Each costs a forward pass, which a refusal loses. */
    private static final int TRIES = 2;

    private final ApproximateMap map;
    private final PromptGate gate;

    Sd3Neighbours(ApproximateMap map, PromptGate gate) {
        this.map = map;
        this.gate = gate;
    }

    /**
     * Chooses.
     *
     * @param manager parent of what is needed meanwhile
     * @param plan the whole schedule of the generation
     * @param pooled pooled embeddings of the prompts, the one that is asked for last
     * @param shape shape of the latents
     * @param warnings receives what the sender should know
     */
    Sd3Origin choose(
            NDManager manager,
            GenerationParams params,
            SamplerPlan plan,
            NDArray pooled,
            long[] shape,
            Neighbourhood neighbours,
            Set<String> warnings) {
        if (neighbours.members().isEmpty() || params.init() != null) {
            return Sd3Origin.NOISE;
        }
        if (map.isEmpty()) {
            warnings.add(
                    "the model is not calibrated to start from similar pictures: run './omniflow"
                            + " calibrate --approximate'");
            return Sd3Origin.NOISE;
        }
        if (plan.steps() < PromptGate.FEWEST_STEPS) {
            return Sd3Origin.NOISE;
        }
        List<Candidate> candidates = Candidates.of(neighbours, map.least(), last(pooled), shape);
        for (Candidate candidate : candidates.subList(0, Math.min(TRIES, candidates.size()))) {
            int spared = map.steps(candidate.similarity(), plan.steps());
            if (spared > 0 && agrees(manager, params, plan, candidate, shape)) {
                return new Sd3Origin(
                        new Approximation(
                                candidate.neighbour().fingerprint(),
                                candidate.similarity(),
                                spared),
                        candidate.neighbour().latents().latents());
            }
        }
        return Sd3Origin.NOISE;
    }

    private boolean agrees(
            NDManager manager,
            GenerationParams params,
            SamplerPlan plan,
            Candidate candidate,
            long[] shape) {
        return gate.disagreement(manager, params, plan, candidate.neighbour(), shape)
                <= map.mostDisagreement();
    }

    /** Returns the last row. */
    static float[] last(NDArray pooled) {
        float[] rows = pooled.toFloatArray();
        int width = (int) pooled.getShape().get(1);
        return Arrays.copyOfRange(rows, rows.length - width, rows.length);
    }
}
