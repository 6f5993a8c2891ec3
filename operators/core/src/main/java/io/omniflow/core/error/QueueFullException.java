package io.omniflow.core.error;

/** A queue limit is reached; the request was not taken. */
public final class QueueFullException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that names the limit.
     *
     * @param model the model
     * @param scope whose limit it is, such as {@code "class HIGH"}; empty for all of the model
     * @param limit the limit, in tasks
     */
    public QueueFullException(String model, String scope, int limit) {
        super(
                ErrorCode.QUEUE_FULL,
                "the queue of model '"
                        + model
                        + "' has no room within its limit of "
                        + limit
                        + " waiting tasks"
                        + (scope.isEmpty() ? "" : " of " + scope)
                        + "; send again later");
    }
}
