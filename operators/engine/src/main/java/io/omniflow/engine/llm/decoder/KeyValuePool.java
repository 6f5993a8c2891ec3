package io.omniflow.engine.llm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of the key-value cache: for each layer one array of keys and one of values, float32
 * (heads, tokens, width), written in place and never copied. Heads come first because the attention
 * reads one head after the other, each from memory without gaps. It owns that memory until closed.
 * The last block belongs to nobody: rows that only fill up a pass write there.
 */
public final class KeyValuePool implements AutoCloseable {

    /** Tokens of a block. */
    public static final int BLOCK = 16;

    private final NDManager manager;
    private final int blocks;
    private final List<Parameters> layers = new ArrayList<>();
    private final NDArray unused;

    /**
     * Makes a pool. The memory is not touched before it is written, so that a system may give it
     * bit by bit.
     *
     * @param blocks number of blocks that sequences can have
     */
    public KeyValuePool(DecoderConfig config, Kernels kernels, int blocks) {
        this.blocks = blocks;
        this.manager = NDManager.newBaseManager(kernels.device(), "PyTorch");
        this.unused = manager.create(0f);
        boolean made = false;
        try {
            for (int i = 0; i < config.layers(); i++) {
                NDArray keys = array(config, kernels);
                NDArray values = array(config, kernels);
                layers.add(Parameters.of(List.of(keys, values)));
            }
            made = true;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    /** Returns how many blocks fit into so many bytes, besides the one that belongs to nobody. */
    public static int blocksWithin(DecoderConfig config, long bytes) {
        long blocks = bytes / (BLOCK * config.tokenBytes()) - 1;
        // A tensor is addressed by int many elements at most where DJL makes or reads it.
        return (int) Math.max(0, Math.min(blocks, Integer.MAX_VALUE / BLOCK - 1));
    }

    /** Returns the number of blocks that sequences can have. */
    public int blocks() {
        return blocks;
    }

    /** Returns the slot of a token that nobody reads. */
    long spareSlot() {
        return (long) blocks * BLOCK;
    }

    Parameters layer(int index) {
        return layers.get(index);
    }

    /** Returns an array that stands where none is needed. */
    NDArray unused() {
        return unused;
    }

    @Override
    public void close() {
        layers.forEach(Parameters::close);
        manager.close();
    }

    private NDArray array(DecoderConfig config, Kernels kernels) {
        try (Call call = kernels.call("llm_pool")) {
            long slots = (blocks + 1L) * BLOCK;
            return call.withLongs(config.keyHeads(), slots, config.headWidth())
                    .with(unused)
                    .array(manager);
        }
    }
}
