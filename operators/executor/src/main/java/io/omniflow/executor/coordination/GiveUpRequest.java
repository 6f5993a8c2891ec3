package io.omniflow.executor.coordination;

import org.apache.flink.runtime.operators.coordination.CoordinationRequest;

/**
 * A worker asks for a generation to be tried elsewhere, on its way to the coordinator.
 *
 * @param worker its subtask index
 * @param attempt its execution attempt
 * @param generation the generation in binary form; never written after construction
 */
@SuppressWarnings("ArrayRecordComponent") // it is carried, never compared
record GiveUpRequest(int worker, int attempt, byte[] generation) implements CoordinationRequest {}
