/** Language models that write in steps, many sequences to a step. */
package io.omniflow.engine.llm;
