package io.omniflow.executor.scheduling;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.ControlDecoder;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.executor.wire.ReplyEncoder;
import io.omniflow.v1.ControlCommand;
import java.util.List;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets the records of the control topic pass that are commands for a stage of the job. Commands
 * that no stage could carry out are answered here, and what is no command goes to the dead letters
 * untouched, each once, however many stages there are.
 */
public final class ControlFunction extends ProcessFunction<InboundRecord, SchedulingInput> {

    private static final long serialVersionUID = 1L;

    private final CommandRules rules;

    /** Creates the function for a job with stages of these names. */
    public ControlFunction(List<String> stages) {
        rules = new CommandRules(stages);
    }

    @Override
    public void processElement(
            InboundRecord record, Context context, Collector<SchedulingInput> out) {
        ControlCommand command;
        try {
            command = new ControlDecoder().decode(record);
        } catch (CoreModuleException e) {
            deadLetter(record, TaskError.of(e, ErrorCode.INVALID_COMMAND), context);
            return;
        }
        try {
            rules.check(command);
            out.collect(new SchedulingInput.Command(record));
        } catch (CoreModuleException e) {
            refuse(command, TaskError.of(e, ErrorCode.INVALID_COMMAND), context);
        }
    }

    private static void deadLetter(InboundRecord record, TaskError error, Context context) {
        long nowMs = context.timerService().currentProcessingTime();
        context.output(
                SideOutputs.DEAD_LETTERS,
                new DeadLetterEncoder().encode(record, "control", error, nowMs));
    }

    private static void refuse(ControlCommand command, TaskError error, Context context) {
        long nowMs = context.timerService().currentProcessingTime();
        context.output(
                SideOutputs.EVENTS,
                new ReplyEncoder("").refused(command.getCommandId(), error, nowMs));
    }
}
