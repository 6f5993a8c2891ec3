package io.omniflow.job.cli.control;

import io.omniflow.v1.Sleep;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a model off its devices. */
@Command(
        name = "sleep",
        description = {
            "Takes a model off its devices and frees its memory.",
            "Requests are accepted and wait, what was running waits at its last step. It holds"
                    + " until 'model wake', also across restarts of the job."
        },
        mixinStandardHelpOptions = true)
final class ModelSleepCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String model;

    @Override
    public Integer call() {
        control.only(model);
        return control.askAndPrint(
                ControlMixin.command().setSleep(Sleep.newBuilder().setStage(model)),
                ReplyText::asleep,
                spec.commandLine().getOut());
    }
}
