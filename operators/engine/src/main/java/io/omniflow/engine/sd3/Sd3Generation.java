package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.diffusion.Conditioning;
import io.omniflow.engine.diffusion.Schedule;
import io.omniflow.engine.diffusion.Sd3Member;
import java.util.List;

/** A picture in the making. Its manager owns all its native memory. */
public final class Sd3Generation implements Generation {

    /** What members of a batch share: the size of the latents. */
    private record LatentShape(int height, int width) {}

    private final NDManager manager;
    private final GenerationParams params;
    private final Schedule schedule;
    private final Conditioning conditioning;
    private final List<String> warnings;
    private NDArray latents;
    private int step;

    Sd3Generation(
            NDManager manager,
            GenerationParams params,
            Schedule schedule,
            Conditioning conditioning,
            List<String> warnings,
            NDArray latents,
            int step) {
        this.manager = manager;
        this.params = params;
        this.schedule = schedule;
        this.conditioning = conditioning;
        this.warnings = List.copyOf(warnings);
        this.latents = latents;
        this.step = step;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int steps() {
        return schedule.steps();
    }

    @Override
    public Object batchKey() {
        return new LatentShape(params.height(), params.width());
    }

    @Override
    public List<String> warnings() {
        return warnings;
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
        return conditioning.branches();
    }

    float delta() {
        return schedule.delta(step);
    }

    Sd3Member member() {
        return new Sd3Member(latents, conditioning, step);
    }

    /** Takes the latents over from the manager of the step. */
    void advanceTo(NDArray next) {
        next.attach(manager);
        latents.close();
        latents = next;
        step++;
    }
}
