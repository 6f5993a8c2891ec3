/** Decoders of language models: configuration, weights, and one pass over rows of tokens. */
package io.omniflow.engine.llm.decoder;
