package io.omniflow.engine.text;

import ai.djl.ndarray.NDArray;

/**
 * What text encoders make of prompts; both arrays belong to the manager that was given to them.
 *
 * @param hidden float32 (prompts, tokens, width), hidden states
 * @param pooled float32 (prompts, projections), the projected states of the end tokens
 */
public record TextEmbedding(NDArray hidden, NDArray pooled) {}
