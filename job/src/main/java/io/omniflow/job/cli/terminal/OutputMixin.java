package io.omniflow.job.cli.terminal;

import picocli.CommandLine.Option;

/** In which form a command prints. */
public final class OutputMixin {

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text or json (default: text); json is one object a line.")
    private OutputFormat output;

    /** Tells whether programs read the output. */
    public boolean isJson() {
        return output == OutputFormat.JSON;
    }
}
