package io.omniflow.engine.llm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A decoder over a paged key-value cache. One pass takes the rows of many sequences, of any lengths
 * and at any positions. It borrows its weights, which must outlive it. For one thread.
 *
 * <p>With fixed rows, every pass has the same number of rows, each of which attends alone over
 * memory laid out the same. What a row gives then depends, bit for bit, on its own sequence only:
 * not on the company, nor on how a prompt was cut, nor on whether a text was written or read again.
 * The price: passes of few rows even over prompts.
 */
public final class Decoder implements AutoCloseable {

    private final DecoderConfig config;
    private final Kernels kernels;
    private final RowPlan plan;
    private final NDManager manager;
    private final NDArray tokens;
    private final NDArray norm;
    private final NDArray head;
    private final List<Parameters> layers = new ArrayList<>();

    /**
     * Makes a decoder of prepared weights.
     *
     * @param weights what {@link DecoderWeights#prepare} returned
     * @param plan how rows come together in passes
     */
    Decoder(DecoderConfig config, Kernels kernels, Map<String, NDArray> weights, RowPlan plan) {
        this.config = config;
        this.kernels = kernels;
        this.plan = plan;
        this.manager = NDManager.newBaseManager(kernels.device(), "PyTorch");
        this.tokens = weights.get("tokens");
        this.norm = weights.get("norm");
        this.head = weights.get("head");
        for (int i = 0; i < config.layers(); i++) {
            int layer = i;
            layers.add(
                    Parameters.of(
                            IntStream.range(0, DecoderWeights.PER_LAYER)
                                    .mapToObj(k -> weights.get(DecoderWeights.key(layer, k)))
                                    .toList()));
        }
    }

    /**
     * Computes keys and values of all tokens of the chunks, and logits after the last of those that
     * ask for them.
     *
     * @param chunks no two of one sequence
     * @return one row of logits for each chunk that asks, in order
     */
    public float[][] forward(KeyValuePool pool, List<Chunk> chunks) {
        List<float[]> logits = new ArrayList<>();
        for (List<Chunk> rows : plan.passes(chunks)) {
            try (NDManager scratch = manager.newSubManager()) {
                logits.addAll(pass(pool, rows, scratch));
            }
        }
        return logits.toArray(float[][]::new);
    }

    /** Returns the configuration. */
    public DecoderConfig config() {
        return config;
    }

    /** Returns how many arrays of passes are not freed. */
    int scratchArrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        layers.forEach(Parameters::close);
        manager.close();
    }

    private List<float[]> pass(KeyValuePool pool, List<Chunk> chunks, NDManager scratch) {
        int used = chunks.stream().mapToInt(chunk -> chunk.tokens().length).sum();
        Pass pass = new Pass(chunks, plan.rows(used), plan.fixed(), config, pool, kernels, scratch);
        NDArray states = embed(scratch, pass);
        for (int i = 0; i < layers.size(); i++) {
            NDArray next = layer(scratch, states, i, pool, pass);
            states.close();
            states = next;
        }
        return logits(scratch, states, pass);
    }

    private NDArray embed(NDManager scratch, Pass pass) {
        try (NDArray ids = pass.ids();
                Call call = kernels.call("llm_embed")) {
            return call.with(ids).with(tokens).array(scratch);
        }
    }

    private NDArray layer(
            NDManager scratch, NDArray states, int index, KeyValuePool pool, Pass pass) {
        try (Call call = kernels.call("llm_layer")) {
            call.with(states).with(layers.get(index)).with(pool.layer(index));
            return pass.addTo(call)
                    .withLongs(
                            config.heads(),
                            config.keyHeads(),
                            config.headWidth(),
                            config.headNorms() ? 1 : 0,
                            KeyValuePool.BLOCK)
                    .with(config.epsilon())
                    .array(scratch);
        }
    }

    /** In a pass of fixed rows, the last layer has all of them too. */
    private List<float[]> logits(NDManager scratch, NDArray states, Pass pass) {
        long[] wanted = pass.wantedRows();
        List<float[]> rows = new ArrayList<>();
        if (wanted.length == 0) {
            return rows;
        }
        long[] taken = plan.fill(wanted);
        try (Call call = kernels.call("llm_logits")) {
            NDArray all =
                    call.with(states)
                            .with(scratch.create(taken))
                            .with(norm)
                            .with(head)
                            .with(config.epsilon())
                            .array(scratch);
            float[] flat = all.toFloatArray();
            for (int i = 0; i < wanted.length; i++) {
                int at = i * config.vocabulary();
                rows.add(Arrays.copyOfRange(flat, at, at + config.vocabulary()));
            }
            return rows;
        }
    }
}
