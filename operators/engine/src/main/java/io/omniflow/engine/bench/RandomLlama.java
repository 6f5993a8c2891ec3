package io.omniflow.engine.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A decoder of the Llama family with 110 million random parameters in a temporary directory: width
 * 768, 12 layers of 12 heads, 32000 tokens, one table of them. Closing removes it.
 */
final class RandomLlama implements AutoCloseable {

    private static final int WIDTH = 768;
    private static final int INNER = 2048;
    private static final int LAYERS = 12;
    private static final int HEADS = 12;
    private static final int WORDS = 32_000;
    private static final int POSITIONS = 1024;

    private final Path path;

    private RandomLlama(Path path) {
        this.path = path;
    }

    /** Writes the model. */
    static RandomLlama write() {
        try {
            RandomLlama model = new RandomLlama(Files.createTempDirectory("random-llama"));
            Files.writeString(model.path.resolve("config.json"), config().toString());
            RandomWeights weights = new RandomWeights();
            weights.add("model.embed_tokens.weight", WORDS, WIDTH);
            weights.add("model.norm.weight", WIDTH);
            for (int i = 0; i < LAYERS; i++) {
                addLayer(weights, "model.layers." + i + ".");
            }
            weights.write(model.path.resolve("model.safetensors"));
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the random model", e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("config.json"));
            Files.deleteIfExists(path.resolve("model.safetensors"));
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static void addLayer(RandomWeights weights, String name) {
        weights.add(name + "input_layernorm.weight", WIDTH);
        weights.add(name + "post_attention_layernorm.weight", WIDTH);
        for (String part : new String[] {"q", "k", "v", "o"}) {
            weights.add(name + "self_attn." + part + "_proj.weight", WIDTH, WIDTH);
        }
        weights.add(name + "mlp.gate_proj.weight", INNER, WIDTH);
        weights.add(name + "mlp.up_proj.weight", INNER, WIDTH);
        weights.add(name + "mlp.down_proj.weight", WIDTH, INNER);
    }

    private static JsonObject config() {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", "llama");
        json.addProperty("vocab_size", WORDS);
        json.addProperty("hidden_size", WIDTH);
        json.addProperty("intermediate_size", INNER);
        json.addProperty("num_hidden_layers", LAYERS);
        json.addProperty("num_attention_heads", HEADS);
        json.addProperty("num_key_value_heads", HEADS);
        json.addProperty("max_position_embeddings", POSITIONS);
        json.addProperty("tie_word_embeddings", true);
        json.addProperty("bos_token_id", 1);
        json.addProperty("eos_token_id", 2);
        return json;
    }
}
