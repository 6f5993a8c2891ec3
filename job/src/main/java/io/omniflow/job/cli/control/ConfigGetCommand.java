package io.omniflow.job.cli.control;

import io.omniflow.v1.GetConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration in force. */
@Command(
        name = "get",
        description = "Prints every key and value in force, and which of them commands have set.",
        mixinStandardHelpOptions = true)
final class ConfigGetCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        return control.askAndPrint(
                ControlMixin.command()
                        .setGetConfig(GetConfig.newBuilder().setStage(control.stage())),
                ConfigText::of,
                spec.commandLine().getOut());
    }
}
