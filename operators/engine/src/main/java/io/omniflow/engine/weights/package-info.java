/** Weights on disk: safetensors files, checked before anything is allocated. */
package io.omniflow.engine.weights;
