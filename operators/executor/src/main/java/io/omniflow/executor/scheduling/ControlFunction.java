package io.omniflow.executor.scheduling;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.ControlDecoder;
import io.omniflow.executor.wire.DeadLetterEncoder;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets the records of the control topic pass that are commands; the others go to the dead letters
 * untouched, once, however many stages there are.
 */
public final class ControlFunction extends ProcessFunction<InboundRecord, InboundRecord> {

    private static final long serialVersionUID = 1L;

    /** Creates the function. */
    public ControlFunction() {}

    @Override
    public void processElement(
            InboundRecord record, Context context, Collector<InboundRecord> out) {
        try {
            new ControlDecoder().decode(record);
            out.collect(record);
        } catch (CoreModuleException e) {
            long now = context.timerService().currentProcessingTime();
            TaskError error = TaskError.of(e, ErrorCode.INVALID_COMMAND);
            context.output(
                    SideOutputs.DEAD_LETTERS,
                    new DeadLetterEncoder().encode(record, "control", error, now));
        }
    }
}
