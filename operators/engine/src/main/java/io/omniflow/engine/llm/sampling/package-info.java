/** How the next token is chosen from logits on the host. */
package io.omniflow.engine.llm.sampling;
