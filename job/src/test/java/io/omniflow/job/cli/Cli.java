package io.omniflow.job.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this process and keeps what they print. */
final class Cli {

    private final StringWriter out = new StringWriter();

    private final StringWriter err = new StringWriter();

    /** Runs one command and returns its exit code. */
    int execute(String... args) {
        CommandLine line = Main.commandLine();
        redirect(line);
        return line.execute(args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    private void redirect(CommandLine command) {
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        command.getSubcommands().values().forEach(this::redirect);
    }
}
