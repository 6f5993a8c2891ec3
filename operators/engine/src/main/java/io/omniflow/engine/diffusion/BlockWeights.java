package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** Loads one joint block, in the order in which the kernels read its arrays. */
final class BlockWeights {

    private final Sd3Config config;
    private final LinearWeights linears;
    private final String from;
    private final boolean last;
    private final boolean dual;
    private final List<NDArray> arrays = new ArrayList<>();

    BlockWeights(Sd3Config config, LinearWeights linears, int index) {
        this.config = config;
        this.linears = linears;
        this.from = "transformer_blocks." + index + ".";
        this.last = index == config.layers() - 1;
        this.dual = config.isDual(index);
    }

    /** Returns the arrays of the kernel {@code joint}, or {@code joint_last} for the last block. */
    List<NDArray> load() {
        int d = config.width();
        int tokens = 2 * config.grid() * config.grid();
        add(d, d, tokens, "attn.to_q", "attn.to_k", "attn.to_v");
        if (last) {
            // The last block does not write the text, so nobody asks for its queries.
            add(d, d, tokens, "attn.add_k_proj", "attn.add_v_proj");
        } else {
            add(d, d, tokens, "attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj");
        }
        add(d, d, tokens, "attn.to_out.0");
        if (!last) {
            add(d, d, tokens, "attn.to_add_out");
        }
        add(4 * d, d, tokens, "ff.net.0.proj");
        add(d, 4 * d, tokens, "ff.net.2");
        if (!last) {
            add(4 * d, d, tokens, "ff_context.net.0.proj");
            add(d, 4 * d, tokens, "ff_context.net.2");
        }
        if (config.qkNorm()) {
            norms();
        }
        if (dual) {
            second(d, tokens);
        }
        return arrays;
    }

    private void norms() {
        vector("attn.norm_q.weight");
        vector("attn.norm_k.weight");
        if (!last) {
            vector("attn.norm_added_q.weight");
        }
        vector("attn.norm_added_k.weight");
    }

    /** The second attention, among the patches alone. */
    private void second(int d, int tokens) {
        add(d, d, tokens, "attn2.to_q", "attn2.to_k", "attn2.to_v");
        add(d, d, tokens, "attn2.to_out.0");
        if (config.qkNorm()) {
            vector("attn2.norm_q.weight");
            vector("attn2.norm_k.weight");
        }
    }

    private void add(int out, int in, int rows, String... names) {
        String[] full = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            full[i] = from + names[i];
        }
        arrays.addAll(linears.load(rows, out, in, full));
    }

    private void vector(String name) {
        arrays.add(linears.vector(from + name, config.headWidth()));
    }
}
