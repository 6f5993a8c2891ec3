/** Diffusion transformers and their samplers. */
package io.omniflow.engine.diffusion;
