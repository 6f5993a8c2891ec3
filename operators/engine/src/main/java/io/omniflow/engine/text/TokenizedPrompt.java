package io.omniflow.engine.text;

import java.util.List;

/**
 * A prompt as token ids.
 *
 * @param ids ids, padded or cut to the tokenizer's length
 * @param warnings what the sender should know: words that the model does not know, or a cut
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record TokenizedPrompt(long[] ids, List<String> warnings) {}
