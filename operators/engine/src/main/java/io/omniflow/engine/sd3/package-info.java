/** Stable Diffusion 3 in pixel space: one text encoder, no autoencoder. */
package io.omniflow.engine.sd3;
