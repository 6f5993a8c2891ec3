package io.omniflow.job.cli.terminal;

/** A command cannot do what it should; the message is one line. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public CommandException(String message) {
        super(message);
    }
}
