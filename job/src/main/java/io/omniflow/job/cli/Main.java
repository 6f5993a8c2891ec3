package io.omniflow.job.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Entry of {@code ./omniflow}: exit code 0 for success, 1 for failure, 2 for wrong usage. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("java.awt.headless", "true");
        int code = commandLine().execute(args);
        System.out.flush();
        System.exit(code);
    }

    /** Returns the command line, for tests too. */
    static CommandLine commandLine() {
        return new CommandLine(new OmniflowCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        say(command.getErr(), firstLine(e.getMessage()) + " (see '" + help + "')");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Failures.log(e);
        say(command.getErr(), Failures.line(e));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void say(PrintWriter err, String line) {
        err.println("omniflow: " + line);
        err.flush();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("wrong usage");
    }
}
