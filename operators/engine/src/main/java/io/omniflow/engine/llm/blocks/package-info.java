/** Who holds which block of the key-value cache; plain bookkeeping, without tensors. */
package io.omniflow.engine.llm.blocks;
