/** The scheduling operator: every waiting task in state, released on slot credits. */
package io.omniflow.executor.scheduling;
