package io.omniflow.job.cli;

/** How a command prints what it found. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one JSON object a line. */
    JSON
}
