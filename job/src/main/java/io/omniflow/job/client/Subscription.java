package io.omniflow.job.client;

/** Ends what was begun by listening. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Stops listening. Doing so twice does no harm. */
    @Override
    void close();
}
