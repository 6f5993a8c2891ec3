package io.omniflow.job.rest;

/** Finds the line of a stack trace that tells people what went wrong. */
final class StackTraces {

    private static final String CAUSE = "Caused by: ";

    private StackTraces() {}

    /** Returns the innermost cause without the name of its class, or else the first line. */
    static String innermost(String trace) {
        String line =
                trace.lines()
                        .map(String::strip)
                        .filter(l -> l.startsWith(CAUSE))
                        .reduce((outer, inner) -> inner)
                        .orElseGet(() -> firstLine(trace));
        return line.replaceFirst("^" + CAUSE, "").replaceFirst("^[\\w.$]+(Exception|Error): ", "");
    }

    private static String firstLine(String trace) {
        return trace.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }
}
