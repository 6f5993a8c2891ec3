package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.diffusion.SD3Transformer2DModel;
import io.omniflow.engine.sampler.SamplerKernel;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Gets the outputs of a batch, computing only what the step caches do not have. */
final class Sd3Predictor {

    private final SD3Transformer2DModel transformer;
    private final Kernels kernels;
    private final SamplerKernel sampler;
    private final Function<List<Sd3Generation>, List<List<Sd3Generation>>> passes;
    private long evaluations;

    /**
     * Creates a predictor.
     *
     * @param passes splits the members that are computed into those that share a forward pass
     */
    Sd3Predictor(
            SD3Transformer2DModel transformer,
            Kernels kernels,
            SamplerKernel sampler,
            Function<List<Sd3Generation>, List<List<Sd3Generation>>> passes) {
        this.transformer = transformer;
        this.kernels = kernels;
        this.sampler = sampler;
        this.passes = passes;
    }

    /**
     * Predicts.
     *
     * @param scratch owns all that is computed
     * @param batch generations with latents of equal shape
     */
    List<Sd3Prediction> predict(NDManager scratch, List<Sd3Generation> batch) {
        List<Sd3Generation> computed = new ArrayList<>();
        List<Sd3Prediction> predictions = new ArrayList<>();
        for (Sd3Generation member : batch) {
            if (member.cache().reusesOutput(member.step())) {
                predictions.add(new Sd3Prediction(reuse(scratch, member), 0));
            } else {
                predictions.add(null);
                computed.add(member);
            }
        }
        if (!computed.isEmpty()) {
            Map<Sd3Generation, Sd3Prediction> fresh = new IdentityHashMap<>();
            passes.apply(computed).forEach(pass -> compute(scratch, pass, fresh));
            for (int i = 0; i < predictions.size(); i++) {
                if (predictions.get(i) == null) {
                    predictions.set(i, fresh.get(batch.get(i)));
                }
            }
        }
        return predictions;
    }

    /** Returns how many block evaluations the transformer has run for this predictor. */
    long evaluations() {
        return evaluations;
    }

    private NDArray reuse(NDManager scratch, Sd3Generation member) {
        return member.cache().output(scratch, kernels, member.latents(), member.sigma());
    }

    private void compute(
            NDManager scratch,
            List<Sd3Generation> members,
            Map<Sd3Generation, Sd3Prediction> predictions) {
        BlockWalk walk =
                new BlockWalk(scratch, transformer, kernels, run -> evaluations += run, members);
        long[] rows = members.stream().mapToLong(Sd3Generation::branches).toArray();
        List<NDArray> outputs = sampler.split(scratch, walk.run(), rows);
        for (int i = 0; i < outputs.size(); i++) {
            int run = walk.passes().get(i).blocks();
            predictions.put(members.get(i), new Sd3Prediction(outputs.get(i), run));
        }
    }
}
