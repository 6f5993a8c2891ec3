package io.omniflow.core.error;

/** The queue is at capacity; the request was not taken. */
public final class QueueFullException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception that names the limit, in tasks. */
    public QueueFullException(String model, int limit) {
        super(
                ErrorCode.QUEUE_FULL,
                "the queue of model '"
                        + model
                        + "' holds its limit of "
                        + limit
                        + " waiting tasks; send again later");
    }
}
