package io.omniflow.job.cli.terminal;

/** How a command prints what it found. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one JSON object a line. */
    JSON
}
