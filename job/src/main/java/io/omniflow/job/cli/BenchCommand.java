package io.omniflow.job.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benches; each ends with one line {@code RESULT {json}}. */
@Command(
        name = "bench",
        description = "Measures; every bench ends with one line RESULT {json}.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchEngineCommand.class,
            BenchDataflowCommand.class,
            BenchScheduleCommand.class,
            BenchStepcacheCommand.class,
            BenchDitcacheCommand.class,
            BenchTextCommand.class,
            BenchThroughputCommand.class,
            BenchGatewayCommand.class
        })
final class BenchCommand implements Runnable {

    /** How the last line of a bench begins. */
    static final String RESULT = "RESULT ";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a bench is missing, such as 'engine'");
    }
}
