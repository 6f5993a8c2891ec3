package io.omniflow.job.gateway.http;

/** Is told of calls, on event loops. */
public interface Traffic {

    /** A call of an operation has begun; empty where no operation fits. */
    void begun(String operation);

    /**
     * A call has ended.
     *
     * @param operation id of the operation; empty where none fits
     * @param status status of the response; 0 if the caller went away before it began
     * @param nanos how long it took, in nanoseconds
     */
    void ended(String operation, int status, long nanos);
}
