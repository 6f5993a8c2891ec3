package io.omniflow.job.cli;

/** A command cannot do what it should; the message is one line. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
