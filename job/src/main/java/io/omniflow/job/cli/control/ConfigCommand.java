package io.omniflow.job.cli.control;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The configuration that can be changed while the job runs. */
@Command(
        name = "config",
        description = {
            "Reads and changes the configuration of the running job; no restart is needed.",
            "docs/configuration.md says what each key means."
        },
        mixinStandardHelpOptions = true,
        subcommands = {ConfigGetCommand.class, ConfigSetCommand.class})
public final class ConfigCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say 'config get' or 'config set'");
    }
}
