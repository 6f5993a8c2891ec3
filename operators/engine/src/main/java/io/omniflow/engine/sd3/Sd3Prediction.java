package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;

/**
 * The model's output of one generation in one step.
 *
 * @param output float32, one row for each branch or one in all
 * @param run how many blocks were run for it
 */
record Sd3Prediction(NDArray output, int run) {}
