package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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

    /** Returns the number of blocks. */
    public int blocks() {
        return blocks.size();
    }

    /**
     * Predicts the velocities of a batch.
     *
     * @param owner owns the result and all temporaries
     * @param members latents of equal shape
     * @return float32 (branches of all members, channels, height, width), member by member
     */
    public NDArray forward(NDManager owner, List<Sd3Member> members) {
        Shape shape = members.get(0).latents().getShape();
        try (Streams first = open(owner, members);
                Streams last = run(owner, first, 0, blocks.size())) {
            return project(owner, last, shape);
        }
    }

    /**
     * Embeds a batch: returns the hidden states before the first block.
     *
     * @param owner owns the result and all temporaries
     * @param members latents of equal shape
     */
    public Streams open(NDManager owner, List<Sd3Member> members) {
        List<NDArray> texts = new ArrayList<>();
        List<NDArray> modulations = new ArrayList<>();
        for (Sd3Member member : members) {
            texts.add(member.conditioning().text());
            modulations.add(member.conditioning().modulation(member.step()));
        }
        return new Streams(embed(owner, members), rows(owner, texts), rows(owner, modulations));
    }

    /**
     * Runs some of the blocks.
     *
     * @param in hidden states before them, which stay the caller's
     * @param from index of the first block
     * @param to index after the last one, greater than {@code from}
     * @return hidden states after them
     */
    public Streams run(NDManager owner, Streams in, int from, int to) {
        Streams streams = block(owner, in, from);
        for (int i = from + 1; i < to; i++) {
            Streams next = block(owner, streams, i);
            streams.close();
            streams = next;
        }
        return streams;
    }

    /**
     * Turns the hidden states after the last block into velocities.
     *
     * @param shape shape of a member's latents
     * @return float32 (rows, channels, height, width)
     */
    public NDArray project(NDManager owner, Streams last, Shape shape) {
        NDArray patches = project(owner, last);
        return unpatch(owner, patches, shape.get(2), shape.get(3));
    }

    /**
     * Splits a batch.
     *
     * @param rows number of rows of each part
     * @return the parts, sharing the memory of the batch
     */
    public List<Streams> split(NDManager owner, Streams batch, long... rows) {
        List<NDArray> pictures = split(owner, batch.pictures(), rows);
        List<NDArray> texts = batch.text() == null ? null : split(owner, batch.text(), rows);
        List<NDArray> modulations = split(owner, batch.modulations(), rows);
        List<Streams> parts = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            NDArray text = texts == null ? null : texts.get(i);
            parts.add(new Streams(pictures.get(i), text, modulations.get(i)));
        }
        return parts;
    }

    /** Joins parts, all after the same block, to a batch of their own memory. */
    public Streams join(NDManager owner, List<Streams> parts) {
        NDArray text = null;
        if (parts.get(0).text() != null) {
            text = rows(owner, parts.stream().map(Streams::text).toList());
        }
        return new Streams(
                rows(owner, parts.stream().map(Streams::pictures).toList()),
                text,
                rows(owner, parts.stream().map(Streams::modulations).toList()));
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
    Streams block(NDManager owner, Streams in, int index) {
        boolean last = index == blocks.size() - 1;
        try (Call call = kernels.call(last ? "joint_last" : "joint")) {
            call.with(in.pictures()).with(in.text()).with(in.modulations()).with(offset(index));
            call.with(blocks.get(index)).with(config.heads());
            call.with(config.qkNorm()).with(config.isDual(index));
            if (last) {
                return new Streams(call.array(owner), null, in.modulations());
            }
            List<NDArray> out = call.tuple(owner);
            return new Streams(out.get(0), out.get(1), in.modulations());
        }
    }

    NDArray project(NDManager owner, Streams last) {
        try (Call call = kernels.call("project")) {
            return call.with(last.pictures())
                    .with(last.modulations())
                    .with(offset(blocks.size()))
                    .with(project)
                    .array(owner);
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
        return (long) config.vectorsBefore(block) * config.width();
    }

    private NDArray rows(NDManager owner, List<NDArray> parts) {
        try (Call call = kernels.call("rows")) {
            return call.withArrays(parts).array(owner);
        }
    }

    private List<NDArray> split(NDManager owner, NDArray whole, long... rows) {
        try (Call call = kernels.call("split_rows")) {
            return call.with(whole).withLongs(rows).arrays(owner);
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
