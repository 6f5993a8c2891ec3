package io.omniflow.engine.llm.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import io.omniflow.registry.ModelRegistry;
import io.omniflow.registry.WeightsLease;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A loaded decoder with its key-value cache. The weights are leased and shared with whoever has
 * loaded the same content; kernels and cache are owned and freed on closing. For one thread.
 */
public final class LanguageModel implements AutoCloseable {

    /** Rows of a pass in deterministic mode: up to here, more rows take hardly longer. */
    private static final int FIXED_ROWS = 8;

    private final Kernels kernels;
    private final WeightsLease weights;
    private final Decoder decoder;
    private final KeyValuePool pool;

    private LanguageModel(
            Kernels kernels, WeightsLease weights, Decoder decoder, KeyValuePool pool) {
        this.kernels = kernels;
        this.weights = weights;
        this.decoder = decoder;
        this.pool = pool;
    }

    /**
     * Loads a model of a transformers directory.
     *
     * @param directory has {@code config.json} and {@code model.safetensors} or its index
     * @param contentHash names the content, under which the weights are shared
     * @param cacheBytes the most memory of the key-value cache
     * @throws InvalidModelException if a file is missing, malformed or not supported, or the cache
     *     has no room for a block
     */
    public static LanguageModel load(
            Path directory,
            String contentHash,
            Device device,
            EngineConfig engine,
            long cacheBytes) {
        DecoderConfig config =
                DecoderConfig.read(ConfigFile.read(directory.resolve("config.json")));
        int blocks = KeyValuePool.blocksWithin(config, cacheBytes);
        if (blocks < 1) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    String.format(
                            "%d bytes are too few for the key-value cache of %s: a block has %d",
                            cacheBytes, directory, KeyValuePool.BLOCK * config.tokenBytes()));
        }
        PyTorch.enter();
        Kernels kernels = Kernels.load(device);
        WeightsLease weights = null;
        LanguageModel model = null;
        try {
            weights = lease(directory, config, contentHash, kernels, engine.dtype());
            model = of(config, kernels, weights, engine.deterministic(), blocks);
            return model;
        } finally {
            if (model == null) {
                if (weights != null) {
                    weights.close();
                }
                kernels.close();
            }
        }
    }

    /** Computes the chunks over the model's cache; see {@link Decoder#forward}. */
    public float[][] forward(List<Chunk> chunks) {
        return decoder.forward(pool, chunks);
    }

    /** Returns the configuration. */
    public DecoderConfig config() {
        return decoder.config();
    }

    /** Returns the number of blocks of the key-value cache. */
    public int blocks() {
        return pool.blocks();
    }

    /** Returns the weights' manager, whose number of arrays must stay constant. */
    NDManager weightManager() {
        return weights.manager();
    }

    /** Returns how many arrays of passes are not freed. */
    int scratchArrays() {
        return decoder.scratchArrays();
    }

    @Override
    public void close() {
        pool.close();
        decoder.close();
        weights.close();
        kernels.close();
    }

    private static LanguageModel of(
            DecoderConfig config,
            Kernels kernels,
            WeightsLease weights,
            boolean deterministic,
            int blocks) {
        Map<String, NDArray> arrays = weights.arrays();
        RowPlan plan =
                deterministic ? RowProof.plan(config, kernels, arrays, FIXED_ROWS) : RowPlan.FREE;
        return new LanguageModel(
                kernels,
                weights,
                new Decoder(config, kernels, arrays, plan),
                new KeyValuePool(config, kernels, blocks));
    }

    private static WeightsLease lease(
            Path directory,
            DecoderConfig config,
            String contentHash,
            Kernels kernels,
            ComputeType type) {
        String form = DecoderWeights.LAYOUT + (kernels.isPacked() ? "-packed-" : "-") + type;
        return ModelRegistry.shared()
                .acquire(
                        contentHash + "/" + form,
                        kernels.device(),
                        manager -> prepare(directory, config, kernels, type, manager));
    }

    private static Map<String, NDArray> prepare(
            Path directory,
            DecoderConfig config,
            Kernels kernels,
            ComputeType type,
            NDManager manager) {
        try (TensorSource source = WeightsFiles.open(directory, "model")) {
            return DecoderWeights.prepare(config, source, kernels, manager, type);
        }
    }
}
