package io.omniflow.job.rest;

/** Waits between two looks at the JobManager. */
final class Pause {

    private Pause() {}

    static void of(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestException("interrupted while waiting for the JobManager", e);
        }
    }
}
