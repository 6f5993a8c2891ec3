package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.sampler.Advanced;
import io.omniflow.engine.sampler.SamplerKernel;
import io.omniflow.engine.sampler.SamplerMember;
import java.util.ArrayList;
import java.util.List;
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
    private final SamplerKernel sampler;
    private final NDManager manager;

    private Sd3StepModel(Sd3Model model, Sd3Bundle bundle, boolean deterministic) {
        this.model = model;
        this.starter = new Sd3Starter(model, bundle);
        this.deterministic = deterministic;
        this.sampler = new SamplerKernel(model.kernels());
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
                Sd3Model.load(bundle, contentHash, device, config.dtype()),
                bundle,
                config.deterministic());
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
        PyTorch.enter();
        try (NDManager scratch = manager.newSubManager()) {
            float[] values = model.codec().decode(scratch, generation.latents()).toFloatArray();
            checkFinite(values);
            return new Sd3Output(generation.params(), values, generation.warnings());
        }
    }

    @Override
    public Snapshot snapshot(Sd3Generation generation) {
        return new Snapshot(
                generation.step(), Sd3State.tensors(generation.latents(), generation.history()));
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
            List<Advanced> next = move(scratch, batch, predict(scratch, batch));
            List<StepReport> reports = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                reports.add(report(batch.get(i), next.get(i)));
            }
            return reports;
        }
    }

    /** Returns the model's output for each member, with one row for each branch. */
    private List<NDArray> predict(NDManager scratch, List<Sd3Generation> batch) {
        NDArray output =
                model.transformer()
                        .forward(scratch, batch.stream().map(Sd3Generation::member).toList());
        long[] branches = batch.stream().mapToLong(Sd3Generation::branches).toArray();
        return sampler.split(scratch, output, branches);
    }

    /** Takes a step of each member's sampler with the outputs that are to be used. */
    private List<Advanced> move(
            NDManager scratch, List<Sd3Generation> batch, List<NDArray> outputs) {
        List<SamplerMember> members = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            members.add(batch.get(i).samplerMember(scratch, model.kernels(), outputs.get(i)));
        }
        return sampler.advance(scratch, members);
    }

    /** Clamping would hide such values in a picture. */
    private static void checkFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new CoreModuleException(
                        ErrorCode.NOT_FINITE, "decoding produced values that are not finite");
            }
        }
    }

    private static StepReport report(Sd3Generation member, Advanced next) {
        if (!Float.isFinite(next.peak())) {
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
