package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Generates pictures with a diffusion transformer. One forward pass serves all members of a batch
 * with both their branches; in deterministic mode each member passes alone, so that its picture
 * does not depend, bit for bit, on its company.
 */
public final class Sd3StepModel implements StepModel<Sd3Generation> {

    private final Sd3Model model;
    private final Sd3Starter starter;
    private final boolean deterministic;
    private final NDManager manager;

    private Sd3StepModel(Sd3Model model, Sd3Bundle bundle, boolean deterministic) {
        this.model = model;
        this.starter = new Sd3Starter(model, bundle);
        this.deterministic = deterministic;
        this.manager = NDManager.newBaseManager(model.device(), "PyTorch");
    }

    /**
     * Loads a bundle.
     *
     * @param contentHash the bundle's content hash, under which the weights are shared
     * @throws io.omniflow.core.error.InvalidModelException if weights or tokenizer are malformed
     */
    public static Sd3StepModel load(
            Sd3Bundle bundle, String contentHash, Device device, EngineConfig config) {
        PyTorch.enter();
        return new Sd3StepModel(
                Sd3Model.load(bundle, contentHash, device), bundle, config.deterministic());
    }

    @Override
    public Sd3Generation begin(GenerationParams params, @Nullable Snapshot from) {
        PyTorch.enter();
        return starter.begin(params, from);
    }

    @Override
    public List<StepReport> step(List<Sd3Generation> batch) {
        PyTorch.enter();
        if (!deterministic) {
            return advance(batch);
        }
        List<StepReport> reports = new ArrayList<>(batch.size());
        batch.forEach(member -> reports.addAll(advance(List.of(member))));
        return reports;
    }

    @Override
    public PendingOutput finish(Sd3Generation generation) {
        return new Sd3Output(
                generation.params(), generation.latents().toFloatArray(), generation.warnings());
    }

    @Override
    public Snapshot snapshot(Sd3Generation generation) {
        NDArray latents = generation.latents();
        HostTensor copy =
                HostTensor.of(latents.getShape().getShape().clone(), latents.toFloatArray());
        return new Snapshot(generation.step(), Map.of(Sd3Starter.LATENTS, copy));
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }

    /** Returns the weights' manager, whose number of arrays must stay constant. */
    NDManager weightManager() {
        return model.weights().manager();
    }

    private List<StepReport> advance(List<Sd3Generation> batch) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray velocities =
                    model.transformer()
                            .forward(scratch, batch.stream().map(Sd3Generation::member).toList());
            List<NDArray> next = move(scratch, batch, velocities);
            float[] peaks = next.get(batch.size()).toFloatArray();
            List<StepReport> reports = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                reports.add(report(batch.get(i), next.get(i), peaks[i]));
            }
            return reports;
        }
    }

    /** Combines the branches and takes the Euler steps; the last array has the largest values. */
    private List<NDArray> move(NDManager scratch, List<Sd3Generation> batch, NDArray velocities) {
        try (Call call = model.kernels().call("advance")) {
            return call.with(velocities)
                    .withArrays(batch.stream().map(Sd3Generation::latents).toList())
                    .withLongs(batch.stream().mapToLong(Sd3Generation::branches).toArray())
                    .withDoubles(
                            batch.stream().mapToDouble(g -> g.params().guidanceScale()).toArray())
                    .withDoubles(batch.stream().mapToDouble(Sd3Generation::delta).toArray())
                    .arrays(scratch);
        }
    }

    private static StepReport report(Sd3Generation member, NDArray next, float peak) {
        if (!Float.isFinite(peak)) {
            return StepReport.failed(
                    new CoreModuleException(
                            ErrorCode.NOT_FINITE,
                            "step "
                                    + (member.step() + 1)
                                    + " of "
                                    + member.steps()
                                    + " produced values that are not finite"));
        }
        member.advanceTo(next);
        return StepReport.ADVANCED;
    }
}
