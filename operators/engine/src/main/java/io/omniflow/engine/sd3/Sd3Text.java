package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import io.omniflow.engine.diffusion.Conditioning;
import java.util.List;

/**
 * What became of the prompts of one generation, whose manager owns the arrays.
 *
 * @param conditioning what steers the transformer
 * @param pooled float32 (branches, projections), the prompt that is asked for last
 * @param warnings what the sender should know
 */
record Sd3Text(Conditioning conditioning, NDArray pooled, List<String> warnings) {}
