package io.omniflow.executor.coordination;

import org.apache.flink.runtime.operators.coordination.CoordinationRequest;

/**
 * A worker's last word when its task ends in order, which shows that its process lives.
 *
 * @param worker its subtask index
 * @param attempt the attempt that ends
 * @param process names the JVM
 */
record WorkerClosed(int worker, int attempt, String process) implements CoordinationRequest {}
