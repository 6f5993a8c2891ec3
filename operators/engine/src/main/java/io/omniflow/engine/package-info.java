/** Step models and everything they need: weights, transformers, samplers, tokenizers. */
package io.omniflow.engine;
