package io.omniflow.job.cli.control;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The models of the job and where they are. */
@Command(
        name = "model",
        description = "Lists the models of the running job, and frees or loads one.",
        mixinStandardHelpOptions = true,
        subcommands = {ModelListCommand.class, ModelSleepCommand.class, ModelWakeCommand.class})
public final class ModelCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say 'model list', 'model sleep' or 'model wake'");
    }
}
