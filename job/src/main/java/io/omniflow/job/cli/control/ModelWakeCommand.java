package io.omniflow.job.cli.control;

import io.omniflow.v1.Wake;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads a model that sleeps. */
@Command(
        name = "wake",
        description = {
            "Loads a model again after 'model sleep'; what waited goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class ModelWakeCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String model;

    @Override
    public Integer call() {
        control.only(model);
        return control.askAndPrint(
                ControlMixin.command().setWake(Wake.newBuilder().setStage(model)),
                ReplyText::awake,
                spec.commandLine().getOut());
    }
}
