/** Latents and pictures: pixel space, and the autoencoder of published checkpoints. */
package io.omniflow.engine.autoencoder;
