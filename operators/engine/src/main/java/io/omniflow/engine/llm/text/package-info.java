/** From text to tokens and back, token by token. */
package io.omniflow.engine.llm.text;
