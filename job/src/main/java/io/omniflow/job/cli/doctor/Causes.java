package io.omniflow.job.cli.doctor;

/** What lies at the bottom of a failure. */
final class Causes {

    private Causes() {}

    /** Returns the first line of the innermost cause, or its type if it says nothing. */
    static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
