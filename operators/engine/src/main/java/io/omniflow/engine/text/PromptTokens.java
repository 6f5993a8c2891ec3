package io.omniflow.engine.text;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Prompts as token ids of every encoder.
 *
 * @param ids for each encoder, in order, one row for each prompt
 * @param warnings what the sender should know of the prompts
 */
record PromptTokens(List<long[][]> ids, Set<String> warnings) {

    /** Reads prompts by all tokenizers. */
    static PromptTokens of(List<PromptTokenizer> tokenizers, List<String> prompts) {
        List<long[][]> ids = new ArrayList<>();
        Set<String> warnings = new LinkedHashSet<>();
        for (PromptTokenizer tokenizer : tokenizers) {
            long[][] rows = new long[prompts.size()][];
            for (int i = 0; i < rows.length; i++) {
                TokenizedPrompt prompt = tokenizer.encode(prompts.get(i));
                warnings.addAll(prompt.warnings());
                rows[i] = prompt.ids();
            }
            ids.add(rows);
        }
        return new PromptTokens(List.copyOf(ids), warnings);
    }

    /** Returns all ids in one buffer: equal for equal prompts, of the same encoders. */
    LongBuffer key() {
        int size = ids.stream().mapToInt(rows -> rows.length * rows[0].length).sum();
        LongBuffer key = LongBuffer.allocate(size);
        for (long[][] rows : ids) {
            for (long[] row : rows) {
                key.put(row);
            }
        }
        return key.flip().asReadOnlyBuffer();
    }
}
