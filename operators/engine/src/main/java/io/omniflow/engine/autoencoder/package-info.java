/**
 * Latents and pictures: pixel space, and the autoencoder of published checkpoints, in one piece or
 * in tiles.
 */
package io.omniflow.engine.autoencoder;
