package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;

/**
 * What a text encoder makes of prompts; both arrays belong to the manager that was given to it.
 *
 * @param hidden float32 (prompts, tokens, width), the last but one hidden state, not normalised
 * @param pooled float32 (prompts, projection), the projected state of the end token
 */
public record TextEmbedding(NDArray hidden, NDArray pooled) {}
