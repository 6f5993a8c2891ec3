package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * What a worker of another stage says of costs, on its way to a scheduling operator.
 *
 * @param stage the worker's stage
 * @param report its report, without the tasks that it holds
 */
public record OtherStageEvent(String stage, SlotReport report) implements OperatorEvent {}
