package io.omniflow.executor.delivery;

import io.omniflow.core.result.TaskOutcome;
import org.apache.flink.api.java.functions.KeySelector;

/** Keys outcomes by request id, as {@link DeliveryOperator} needs them. */
public final class RequestIdSelector implements KeySelector<TaskOutcome, String> {

    private static final long serialVersionUID = 1L;

    /** Creates a selector. */
    public RequestIdSelector() {}

    @Override
    public String getKey(TaskOutcome outcome) {
        return outcome.task().id().requestId();
    }
}
