package io.omniflow.engine.sd3;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.calibration.ResidualProbe;
import io.omniflow.engine.calibration.ResidualTrace;
import io.omniflow.engine.calibration.Tuning;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.sampler.Advanced;
import io.omniflow.engine.sampler.SamplerKernel;
import io.omniflow.engine.sampler.SamplerMember;
import io.omniflow.engine.stepcache.StepCaches;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generates pictures with a diffusion transformer. One forward pass serves all members of a batch
 * with both their branches, but for those that reuse what their step caches have; in deterministic
 * mode only those share a pass of whom it is proven that its picture does not depend, bit for bit,
 * on the company.
 */
public final class Sd3StepModel implements StepModel<Sd3Generation>, ResidualProbe {

    private final Sd3Model model;
    private final Sd3Starter starter;
    private final SamplerKernel sampler;
    private final Sd3Predictor predictor;
    private final NDManager manager;

    private Sd3StepModel(Sd3Model model, Sd3Starter starter, boolean deterministic) {
        this.model = model;
        this.starter = starter;
        this.sampler = new SamplerKernel(model.kernels());
        this.manager = NDManager.newBaseManager(model.device(), "PyTorch");
        BatchProof proof =
                new BatchProof(
                        manager,
                        model.transformer()::forward,
                        params -> starter.begin(params, null, Neighbourhood.NONE));
        this.predictor =
                new Sd3Predictor(
                        model.transformer(),
                        model.kernels(),
                        sampler,
                        deterministic ? proof::passes : List::of);
    }

    /**
     * Loads a bundle.
     *
     * @param contentHash the bundle's content hash, under which the weights are shared
     * @throws io.omniflow.core.error.InvalidModelException if weights or tokenizer are malformed
     */
    public static Sd3StepModel load(
            Sd3Bundle bundle, String contentHash, Device device, EngineConfig config) {
        return load(bundle, contentHash, device, config, Tuning.of(bundle.root()));
    }

    /** Loads a bundle with a tuning that need not be the bundle's. */
    public static Sd3StepModel load(
            Sd3Bundle bundle,
            String contentHash,
            Device device,
            EngineConfig config,
            Tuning tuning) {
        PyTorch.enter();
        Sd3Model model = Sd3Model.load(bundle, contentHash, device, config.dtype());
        int blocks = model.transformer().blocks();
        Sd3Caches caches = new Sd3Caches(new StepCaches(tuning.stepCaches(), blocks));
        Sd3Starter starter = new Sd3Starter(model, bundle, caches, tuning.approximate());
        return new Sd3StepModel(model, starter, config.deterministic());
    }

    @Override
    public Sd3Generation begin(Beginning beginning) {
        PyTorch.enter();
        return starter.begin(picture(beginning.params()), beginning.from(), beginning.neighbours());
    }

    private static GenerationParams picture(StageParams params) {
        if (params instanceof GenerationParams picture) {
            return picture;
        }
        throw new InvalidRequestException(
                ErrorCode.INVALID_FIELD, "the model makes pictures, not texts");
    }

    @Override
    public List<StepReport> step(List<Sd3Generation> batch) {
        PyTorch.enter();
        return advance(batch);
    }

    @Override
    public PendingOutput finish(Sd3Generation generation) {
        return finish(generation, false);
    }

    @Override
    public PendingOutput finish(Sd3Generation generation, boolean keepLatents) {
        PyTorch.enter();
        try (NDManager scratch = manager.newSubManager()) {
            float[] values = model.codec().decode(scratch, generation.latents()).toFloatArray();
            checkFinite(values);
            boolean keeps =
                    keepLatents
                            && !generation.origin().isNeighbour()
                            && generation.params().init() == null;
            return new Sd3Output(
                    generation.params(),
                    values,
                    generation.warnings(),
                    generation.stepCache(),
                    generation.origin().approximation(),
                    keeps ? Sd3Latents.of(generation) : null);
        }
    }

    @Override
    public @Nullable PendingPreview preview(Sd3Generation generation) {
        PyTorch.enter();
        NDArray foreseen = generation.foreseen();
        if (foreseen == null) {
            return null;
        }
        try (NDManager scratch = manager.newSubManager()) {
            float[] values = model.codec().decode(scratch, foreseen).toFloatArray();
            generation.forgetForeseen();
            GenerationParams params = generation.params();
            return new Sd3Preview(generation.step(), values, params.width(), params.height());
        }
    }

    @Override
    public Snapshot snapshot(Sd3Generation generation) {
        Snapshot snapshot =
                generation
                        .cache()
                        .snapshot(
                                generation.step(),
                                Sd3State.tensors(generation.latents(), generation.history()));
        return generation.origin().addTo(snapshot);
    }

    @Override
    public ResidualTrace trace(GenerationParams params) {
        try (Sd3Generation generation = begin(params.withStepCache(StepCacheSpec.OFF), null)) {
            Sd3Tracer tracer = new Sd3Tracer(model);
            while (!generation.isDone()) {
                try (NDManager scratch = manager.newSubManager()) {
                    tracer.look(scratch, generation);
                }
                advance(List.of(generation));
            }
            return tracer.trace();
        }
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }

    /** Returns how many block evaluations were run so far. */
    long evaluations() {
        return predictor.evaluations();
    }

    /** Returns the weights' manager, whose number of arrays must stay constant. */
    NDManager weightManager() {
        return model.weights().manager();
    }

    private List<StepReport> advance(List<Sd3Generation> batch) {
        try (NDManager scratch = manager.newSubManager()) {
            List<Sd3Prediction> outputs = predictor.predict(scratch, batch);
            List<Advanced> next = move(scratch, batch, outputs);
            List<Sd3Step> steps = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                int blocks = model.transformer().blocks();
                steps.add(new Sd3Step(batch.get(i), outputs.get(i), blocks, next.get(i)));
            }
            List<StepReport> reports = steps.stream().map(Sd3Step::report).toList();
            take(scratch, steps.stream().filter(Sd3Step::isFinite).toList());
            return reports;
        }
    }

    /** Lets the generations keep what their steps showed, and go on. */
    private void take(NDManager scratch, List<Sd3Step> taken) {
        Distances distances = new Distances();
        taken.forEach(step -> step.measure(distances));
        distances.read(scratch, model.kernels());
        taken.forEach(step -> step.take(model.kernels(), distances));
    }

    /** Takes a step of each member's sampler with the outputs that are to be used. */
    private List<Advanced> move(
            NDManager scratch, List<Sd3Generation> batch, List<Sd3Prediction> outputs) {
        List<SamplerMember> members = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            NDArray output = outputs.get(i).output();
            members.add(batch.get(i).samplerMember(scratch, model.kernels(), output));
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
}
