package io.omniflow.engine.bench;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.sd3.Sd3Bundle;
import io.omniflow.engine.sd3.Sd3Generation;
import io.omniflow.engine.sd3.Sd3StepModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bundle, loaded in every compute type, with pictures in the making. For one thread. */
final class BenchModel implements AutoCloseable {

    /** Far more than are measured. */
    private static final int STEPS = 4000;

    private final String name;
    private final Path path;
    private final Sd3Bundle bundle;
    private final Map<ComputeType, Sd3StepModel> models = new LinkedHashMap<>();
    private final Map<ComputeType, List<Sd3Generation>> generations = new LinkedHashMap<>();

    private BenchModel(String name, Path path) {
        this.name = name;
        this.path = path;
        bundle = Sd3Bundle.read(path, ConfigFile.read(path.resolve("model_index.json")));
    }

    /** Loads a bundle on the CPU and begins some pictures. */
    static BenchModel load(String name, Path path, int pictures) {
        BenchModel model = new BenchModel(name, path);
        String hash = ModelBundle.inspect(path).contentHash();
        for (ComputeType type : ComputeType.values()) {
            Sd3StepModel loaded =
                    Sd3StepModel.load(
                            model.bundle, hash, Device.cpu(), new EngineConfig(false, type));
            model.models.put(type, loaded);
            model.generations.put(type, model.begin(loaded, pictures));
        }
        return model;
    }

    String name() {
        return name;
    }

    /** Loads the same in Python. */
    void load(PythonTwin twin, List<Integer> batches) {
        for (ComputeType type : ComputeType.values()) {
            twin.load(name, path, type, bundle.text().tokens(), batches);
        }
    }

    /** Counts the work of a step. */
    StepWork work(int batch) {
        return new StepWork(bundle.transformer(), bundle.text().tokens(), batch);
    }

    /** Takes one step of a batch. */
    void step(ComputeType type, int batch) {
        models.get(type).step(generations.get(type).subList(0, batch));
    }

    @Override
    public void close() {
        generations.values().forEach(batch -> batch.forEach(Sd3Generation::close));
        models.values().forEach(Sd3StepModel::close);
    }

    private List<Sd3Generation> begin(Sd3StepModel model, int pictures) {
        int side = bundle.defaultSide();
        List<Sd3Generation> batch = new ArrayList<>();
        for (int seed = 0; seed < pictures; seed++) {
            batch.add(
                    model.begin(new GenerationParams("", "", side, side, STEPS, 2.5, seed), null));
        }
        return batch;
    }
}
