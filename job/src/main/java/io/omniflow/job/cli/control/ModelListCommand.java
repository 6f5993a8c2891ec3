package io.omniflow.job.cli.control;

import io.omniflow.v1.GetStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the models of the job. */
@Command(
        name = "list",
        description = "Lists the models of the running job: awake, asleep or loading.",
        mixinStandardHelpOptions = true)
final class ModelListCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        return control.askAndPrint(
                ControlMixin.command()
                        .setGetStatus(GetStatus.newBuilder().setStage(control.stage())),
                ReplyText::model,
                spec.commandLine().getOut());
    }
}
