package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The multimodal diffusion transformer of Stable Diffusion 3. It borrows its weights, which must
 * outlive it, and may be used by many threads at once.
 */
public final class SD3Transformer2DModel implements AutoCloseable {

    private final Sd3Config config;
    private final Kernels kernels;
    private final NDArray grid;
    private final Parameters embed;
    private final Parameters text;
    private final Parameters modulation;
    private final Parameters project;
    private final List<Parameters> blocks = new ArrayList<>();

    /**
     * Makes a model of prepared weights.
     *
     * @param weights what {@link Sd3Weights#prepare} returned, perhaps among others
     */
    public SD3Transformer2DModel(Sd3Config config, Kernels kernels, Map<String, NDArray> weights) {
        this.config = config;
        this.kernels = kernels;
        this.grid = weights.get(Sd3Weights.key("positions", 0));
        this.embed = group(weights, "embed");
        this.text = group(weights, "text");
        this.modulation = group(weights, "time.0", "time.1", "pooled.0", "pooled.1", "modulation");
        this.project = group(weights, "project");
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(group(weights, "blocks." + i));
        }
    }

    /**
     * Prepares a generation.
     *
     * @param owner owns everything that the conditioning holds, and must outlive it
     * @param hidden float32 (branches, tokens, text width)
     * @param pooled float32 (branches, pooled width), owned by the owner
     * @param timesteps timestep of each step
     * @param height height of the latents
     * @param width width of the latents
     */
    public Conditioning condition(
            NDManager owner,
            NDArray hidden,
            NDArray pooled,
            float[] timesteps,
            int height,
            int width) {
        NDArray context;
        try (Call call = kernels.call("dense")) {
            context = call.with(hidden).with(text).array(owner);
        }
        long rowBytes =
                hidden.getShape().get(0)
                        * config.modulationVectors()
                        * config.width()
                        * Float.BYTES;
        ModulationTable table =
                new ModulationTable(owner, kernels, modulation, pooled, timesteps, rowBytes);
        return new Conditioning(context, positions(owner, height, width), table);
    }

    /**
     * Predicts the velocities of a batch.
     *
     * @param owner owns the result and all temporaries
     * @param members latents of equal shape
     * @return float32 (branches of all members, channels, height, width), member by member
     */
    public NDArray forward(NDManager owner, List<Sd3Member> members) {
        List<NDArray> texts = new ArrayList<>();
        List<NDArray> modulations = new ArrayList<>();
        for (Sd3Member member : members) {
            texts.add(member.conditioning().text());
            modulations.add(member.conditioning().modulation(member.step()));
        }
        NDArray mod = join(owner, modulations);
        Streams streams = new Streams(embed(owner, members), join(owner, texts));
        for (int i = 0; i < blocks.size(); i++) {
            Streams next = block(owner, streams, mod, i);
            streams.close();
            streams = next;
        }
        long[] shape = members.get(0).latents().getShape().getShape();
        return unpatch(owner, project(owner, streams.pictures(), mod), shape[2], shape[3]);
    }

    @Override
    public void close() {
        blocks.forEach(Parameters::close);
        List.of(embed, text, modulation, project).forEach(Parameters::close);
    }

    NDArray embed(NDManager owner, List<Sd3Member> members) {
        List<NDArray> latents = members.stream().map(Sd3Member::latents).toList();
        long[] rows = members.stream().mapToLong(m -> m.conditioning().branches()).toArray();
        try (Call call = kernels.call("embed")) {
            return call.withArrays(latents)
                    .withLongs(rows)
                    .with(members.get(0).conditioning().positions())
                    .with(embed)
                    .with(config.patch())
                    .array(owner);
        }
    }

    /** Runs one block; the last one passes no text on. */
    Streams block(NDManager owner, Streams in, NDArray mod, int index) {
        boolean last = index == blocks.size() - 1;
        try (Call call = kernels.call(last ? "joint_last" : "joint")) {
            call.with(in.pictures()).with(in.text()).with(mod).with(offset(index));
            call.with(blocks.get(index)).with(config.heads());
            if (last) {
                return new Streams(call.array(owner), null);
            }
            List<NDArray> out = call.tuple(owner);
            return new Streams(out.get(0), out.get(1));
        }
    }

    NDArray project(NDManager owner, NDArray pictures, NDArray mod) {
        long offset = offset(blocks.size() - 1) + (long) Sd3Config.LAST_VECTORS * config.width();
        try (Call call = kernels.call("project")) {
            return call.with(pictures).with(mod).with(offset).with(project).array(owner);
        }
    }

    private NDArray unpatch(NDManager owner, NDArray patches, long height, long width) {
        try (Call call = kernels.call("unpatch")) {
            return call.with(patches)
                    .with(height / config.patch())
                    .with(width / config.patch())
                    .with(config.patch())
                    .array(owner);
        }
    }

    private long offset(int block) {
        return (long) block * Sd3Config.JOINT_VECTORS * config.width();
    }

    private NDArray join(NDManager owner, List<NDArray> parts) {
        try (Call call = kernels.call("rows")) {
            return call.withArrays(parts).array(owner);
        }
    }

    /** Cuts the middle out of the grid, as the training on mixed sizes did. */
    private NDArray positions(NDManager owner, int height, int width) {
        int rows = height / config.patch();
        int columns = width / config.patch();
        try (Call call = kernels.call("crop")) {
            return call.with(grid)
                    .with(config.grid())
                    .with((config.grid() - rows) / 2)
                    .with(rows)
                    .with((config.grid() - columns) / 2)
                    .with(columns)
                    .array(owner);
        }
    }

    private static Parameters group(Map<String, NDArray> weights, String... groups) {
        List<NDArray> arrays = new ArrayList<>();
        for (String group : groups) {
            for (int i = 0; weights.containsKey(Sd3Weights.key(group, i)); i++) {
                arrays.add(weights.get(Sd3Weights.key(group, i)));
            }
        }
        return Parameters.of(arrays);
    }
}
