package io.omniflow.engine.llm;

import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.llm.sampling.SamplingParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What the model's files say of its texts.
 *
 * @param endIds tokens that end a text
 * @param sampling how tokens are chosen where a request does not say, with seed 0
 * @param maxTokens the most tokens of a text where a request does not say; 0 if they do not say
 */
public record TextDefaults(Set<Integer> endIds, SamplingParams sampling, int maxTokens) {

    private static final String END = "eos_token_id";
    private static final String MOST = "max_new_tokens";

    /** Copies the tokens. */
    public TextDefaults {
        endIds = Set.copyOf(endIds);
    }

    /**
     * Reads {@code generation_config.json}, or {@code config.json} where it is missing.
     *
     * @throws io.omniflow.core.error.InvalidModelException if a field is malformed or out of range;
     *     the message names the file and the field
     */
    public static TextDefaults read(Path directory) {
        Path own = directory.resolve("generation_config.json");
        Path file = Files.exists(own) ? own : directory.resolve("config.json");
        return read(ConfigFile.read(file));
    }

    private static TextDefaults read(ConfigFile file) {
        boolean sample = file.flag("do_sample", false);
        int maxTokens = file.has(MOST) ? file.positive(MOST) : 0;
        int topK = file.has("top_k") ? file.whole("top_k") : 0;
        try {
            SamplingParams sampling =
                    new SamplingParams(
                            sample ? file.number("temperature", 1) : 0,
                            sample ? topK : 0,
                            sample ? file.number("top_p", 1) : 1,
                            sample ? file.number("min_p", 0) : 0,
                            file.number("repetition_penalty", 1),
                            0,
                            0,
                            0,
                            0);
            return new TextDefaults(ends(file), sampling, maxTokens);
        } catch (IllegalArgumentException e) {
            throw file.invalid(e.getMessage());
        }
    }

    private static Set<Integer> ends(ConfigFile file) {
        if (!file.has(END)) {
            return Set.of();
        }
        return file.isList(END) ? Set.copyOf(file.wholes(END)) : Set.of(file.whole(END));
    }
}
