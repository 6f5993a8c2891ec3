package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.diffusion.Sd3Member;
import io.omniflow.engine.sampler.Advanced;
import io.omniflow.engine.sampler.Prediction;
import io.omniflow.engine.sampler.SamplerMember;
import io.omniflow.engine.sampler.SamplerPlan;
import io.omniflow.engine.sampler.Update;
import io.omniflow.engine.script.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A picture in the making. Its manager owns all its native memory. */
public final class Sd3Generation implements Generation {

    /** What members of a batch share: the size of the latents. */
    private record LatentShape(int height, int width) {}

    private final NDManager manager;
    private final GenerationParams params;
    private final SamplerPlan plan;
    private final Sd3Text text;
    private final Sd3Cache cache;
    private final Sd3Origin origin;
    private NDArray latents;
    private List<NDArray> history;
    private int step;
    private PreviewSteps previews = PreviewSteps.NONE;
    private @Nullable NDArray foreseen;

    Sd3Generation(
            NDManager manager,
            GenerationParams params,
            SamplerPlan plan,
            Sd3Text text,
            Sd3Cache cache,
            Sd3Origin origin,
            Sd3State start) {
        this.manager = manager;
        this.params = params;
        this.plan = plan;
        this.text = text;
        this.cache = cache;
        this.origin = new Sd3Origin(origin.approximation(), null);
        this.latents = start.latents();
        this.history = start.history();
        this.step = start.step();
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int steps() {
        return plan.steps();
    }

    @Override
    public Object batchKey() {
        return new LatentShape(params.height(), params.width());
    }

    @Override
    public List<String> warnings() {
        return text.warnings();
    }

    @Override
    public StepCacheReport stepCache() {
        return cache.report();
    }

    @Override
    public void preview(PreviewSteps steps) {
        previews = steps;
    }

    @Override
    public void close() {
        manager.close();
    }

    GenerationParams params() {
        return params;
    }

    NDArray latents() {
        return latents;
    }

    int branches() {
        return text.conditioning().branches();
    }

    /** Returns what the sampler remembers: as many tensors of the latents' shape as it says. */
    List<NDArray> history() {
        return history;
    }

    /** Returns the pooled embedding of the prompt that is asked for. */
    float[] embedding() {
        return Sd3Neighbours.last(text.pooled());
    }

    /** Returns from what it started. */
    Sd3Origin origin() {
        return origin;
    }

    Sd3Cache cache() {
        return cache;
    }

    /** Returns the noise level before the next step. */
    double sigma() {
        return plan.sigma(step);
    }

    Sd3Member member() {
        return new Sd3Member(latents, text.conditioning(), step);
    }

    /**
     * Returns this generation's part in the next step of the sampler.
     *
     * @param owner owns the noise, if the step needs any
     * @param output the model's output that is used, with one row for each branch or one in all
     */
    SamplerMember samplerMember(NDManager owner, Kernels kernels, NDArray output) {
        Update update = plan.update(step);
        NDArray noise = update.usesNoise() ? noise(owner, kernels) : null;
        return new SamplerMember(output, params.guidanceScale(), latents, history, noise, update);
    }

    /** Takes the tensors over from the manager of the step. */
    void advanceTo(Advanced next) {
        replace(List.of(latents), List.of(next.latents()));
        replace(history, next.history());
        latents = next.latents();
        history = next.history();
        step++;
    }

    /** Keeps the picture that the model foresees, if a preview follows the step under way. */
    void foresee(Kernels kernels, StepOutcome outcome) {
        if (previews.isAt(step + 1)) {
            Prediction made = plan.picture(step);
            forgetForeseen();
            try (NDArray scaled = latents.mul((float) made.ofLatents());
                    NDArray guided = outcome.guided(kernels);
                    NDArray output = guided.mul((float) made.ofOutput())) {
                foreseen = scaled.add(output);
            }
        }
    }

    /** Returns the picture foreseen at the last step, in latents; null if it was not kept. */
    @Nullable NDArray foreseen() {
        return previews.isAt(step) ? foreseen : null;
    }

    /** Frees what was foreseen. */
    void forgetForeseen() {
        if (foreseen != null) {
            foreseen.close();
            foreseen = null;
        }
    }

    private NDArray noise(NDManager owner, Kernels kernels) {
        long key = plan.noiseKey(params.seed(), step);
        return kernels.randn(owner, key, latents.getShape().getShape())
                .toDevice(latents.getDevice(), false);
    }

    private void replace(List<NDArray> old, List<NDArray> next) {
        next.forEach(array -> array.attach(manager));
        old.forEach(NDArray::close);
    }
}
