package io.omniflow.job.embedded;

/** Tells failures in one line. */
final class Causes {

    private Causes() {}

    /** Returns the message of the innermost cause that has one. */
    static String line(Throwable failure) {
        String line = failure.toString();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !t.getMessage().isBlank()) {
                line = t.getMessage();
            }
        }
        return line.lines().findFirst().orElse("");
    }
}
