package io.omniflow.job.cli.control;

import io.omniflow.v1.GetStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the job for its state. */
@Command(
        name = "status",
        description = "Prints what waits, what runs and what has ended in the running job.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        return control.askAndPrint(
                ControlMixin.command()
                        .setGetStatus(GetStatus.newBuilder().setStage(control.stage())),
                reply -> StatusText.of(reply.getStatus()),
                spec.commandLine().getOut());
    }
}
