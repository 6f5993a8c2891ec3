package io.omniflow.engine.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bundle in a temporary directory: a transformer of the size of a DiT-S with patches of 2 (width
 * 384, 12 blocks, 256 patches) with random weights, and the text encoder of another bundle. Closing
 * removes it.
 */
final class RandomBundle implements AutoCloseable {

    private static final int WIDTH = 384;
    private static final int LAYERS = 12;
    private static final int HEADS = 6;
    private static final int SIDE = 32;
    private static final int PATCH = 2;
    private static final int COLOURS = 3;

    private static final List<String> SHARED =
            List.of("model_index.json", "text_encoder", "tokenizer", "scheduler");

    private final Path path;

    private RandomBundle(Path path) {
        this.path = path;
    }

    /** Writes the bundle; the other one gives text encoder, tokenizer and sampler. */
    static RandomBundle write(Path other) {
        try {
            RandomBundle bundle = new RandomBundle(Files.createTempDirectory("omniflow-bench"));
            for (String part : SHARED) {
                copy(other.resolve(part), bundle.path.resolve(part));
            }
            Path transformer = Files.createDirectory(bundle.path.resolve("transformer"));
            JsonObject text =
                    JsonParser.parseString(
                                    Files.readString(other.resolve("text_encoder/config.json")))
                            .getAsJsonObject();
            JsonObject config = config(text);
            Files.writeString(transformer.resolve("config.json"), config.toString());
            RandomWeights weights = new RandomWeights();
            add(weights, config);
            weights.write(transformer.resolve("diffusion_pytorch_model.safetensors"));
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the larger model", e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static JsonObject config(JsonObject text) {
        JsonObject json = new JsonObject();
        json.addProperty("_class_name", "SD3Transformer2DModel");
        json.addProperty("sample_size", SIDE);
        json.addProperty("patch_size", PATCH);
        json.addProperty("in_channels", COLOURS);
        json.addProperty("out_channels", COLOURS);
        json.addProperty("num_layers", LAYERS);
        json.addProperty("attention_head_dim", WIDTH / HEADS);
        json.addProperty("num_attention_heads", HEADS);
        json.addProperty("caption_projection_dim", WIDTH);
        json.addProperty("pos_embed_max_size", SIDE / PATCH);
        json.add("joint_attention_dim", text.get("hidden_size"));
        json.add("pooled_projection_dim", text.get("projection_dim"));
        return json;
    }

    private static void add(RandomWeights out, JsonObject config) {
        int text = config.get("joint_attention_dim").getAsInt();
        int pooled = config.get("pooled_projection_dim").getAsInt();
        out.add("pos_embed.proj.weight", WIDTH, COLOURS, PATCH, PATCH);
        out.add("pos_embed.proj.bias", WIDTH);
        int grid = SIDE / PATCH;
        out.add("pos_embed.pos_embed", 1, grid * grid, WIDTH);
        linear(out, "context_embedder", WIDTH, text);
        linear(out, "time_text_embed.timestep_embedder.linear_1", WIDTH, 256);
        linear(out, "time_text_embed.timestep_embedder.linear_2", WIDTH, WIDTH);
        linear(out, "time_text_embed.text_embedder.linear_1", WIDTH, pooled);
        linear(out, "time_text_embed.text_embedder.linear_2", WIDTH, WIDTH);
        linear(out, "norm_out.linear", 2 * WIDTH, WIDTH);
        linear(out, "proj_out", COLOURS * PATCH * PATCH, WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            block(out, "transformer_blocks." + i + ".", i == LAYERS - 1);
        }
    }

    private static void block(RandomWeights out, String from, boolean last) {
        linear(out, from + "norm1.linear", 6 * WIDTH, WIDTH);
        linear(out, from + "norm1_context.linear", (last ? 2 : 6) * WIDTH, WIDTH);
        for (String part : List.of("to_q", "to_k", "to_v", "to_out.0")) {
            linear(out, from + "attn." + part, WIDTH, WIDTH);
        }
        for (String part : List.of("add_q_proj", "add_k_proj", "add_v_proj")) {
            linear(out, from + "attn." + part, WIDTH, WIDTH);
        }
        linear(out, from + "ff.net.0.proj", 4 * WIDTH, WIDTH);
        linear(out, from + "ff.net.2", WIDTH, 4 * WIDTH);
        if (!last) {
            linear(out, from + "attn.to_add_out", WIDTH, WIDTH);
            linear(out, from + "ff_context.net.0.proj", 4 * WIDTH, WIDTH);
            linear(out, from + "ff_context.net.2", WIDTH, 4 * WIDTH);
        }
    }

    private static void linear(RandomWeights out, String name, int outputs, int inputs) {
        out.add(name + ".weight", outputs, inputs);
        out.add(name + ".bias", outputs);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
