/** The generation operator: a thin shell around the step loop of one worker. */
package io.omniflow.executor.generation;
