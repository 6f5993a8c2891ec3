package io.omniflow.worker;

/** Whether the model of a loop is to sleep. Any thread may say so; the loop's thread obeys. */
final class Rest {

    private volatile boolean asleep;

    void sleep(boolean now) {
        asleep = now;
    }

    boolean isAsleep() {
        return asleep;
    }
}
