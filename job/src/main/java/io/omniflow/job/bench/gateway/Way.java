package io.omniflow.job.bench.gateway;

/** One way to ask for the picture; any number of threads may use it. */
interface Way extends AutoCloseable {

    /**
     * Asks for the picture and waits until it is there.
     *
     * @throws IllegalStateException if another answer comes
     */
    void ask();

    @Override
    void close();
}
