package io.omniflow.engine.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.engine.llm.decoder.Chunk;
import io.omniflow.engine.llm.decoder.KeyValuePool;
import io.omniflow.engine.llm.decoder.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Passes of a language model over sequences of random tokens. */
final class TextPasses implements AutoCloseable {

    private static final int MOST = 16;
    private static final int ROOM = 64;
    private static final int PROBE = 1 << 26;

    private final LanguageModel model;
    private final int blocksEach;
    private final SplittableRandom random = new SplittableRandom(1);

    private TextPasses(LanguageModel model, int blocksEach) {
        this.model = model;
        this.blocksEach = blocksEach;
    }

    /** Loads a model in float32 with room for 16 sequences of a context and a little more. */
    static TextPasses load(Path directory, long tokenBytes, int context) {
        int blocks = (context + ROOM) / KeyValuePool.BLOCK;
        long bytes = (MOST * blocks + 2L) * KeyValuePool.BLOCK * tokenBytes;
        LanguageModel model =
                LanguageModel.load(
                        directory, "bench " + directory, Device.cpu(), EngineConfig.DEFAULT, bytes);
        return new TextPasses(model, blocks);
    }

    /** Computes tokens of the first sequence. */
    void compute(int from, int to) {
        model.forward(List.of(chunk(0, from, to)));
    }

    /** Gives each of some sequences so many tokens. */
    void fill(int batch, int context) {
        for (int i = 0; i < batch; i++) {
            model.forward(List.of(chunk(i, 0, context)));
        }
    }

    /** Computes one more token of each; the next call replaces it. */
    void decode(int batch, int context) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            chunks.add(chunk(i, context, context + 1));
        }
        model.forward(chunks);
    }

    /** Returns bytes of weights and of keys and values that a step reads, at least. */
    double stepBytes(int batch, int context) {
        double weights = (double) Float.BYTES * model.config().parameters();
        return weights + (double) batch * context * model.config().tokenBytes();
    }

    /** Returns the best rate of reading memory here, in bytes a second of the processor. */
    static double bandwidth(int rounds) {
        Stopwatch watch = new Stopwatch();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray memory = manager.ones(new Shape(PROBE));
            for (int i = 0; i < rounds; i++) {
                watch.time(() -> memory.sum().close());
            }
        }
        return (double) PROBE * Float.BYTES / watch.cpu() * 1e3;
    }

    @Override
    public void close() {
        model.close();
    }

    private Chunk chunk(int sequence, int from, int to) {
        int words = model.config().vocabulary();
        int[] tokens = IntStream.range(from, to).map(i -> random.nextInt(words)).toArray();
        int first = sequence * blocksEach;
        int[] blocks = IntStream.range(first, first + blocksEach).toArray();
        return new Chunk(tokens, from, blocks, true);
    }
}
