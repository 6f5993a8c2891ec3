package io.omniflow.core.scheduling.policy;

/**
 * What would be released before a waiting task if nothing else arrived.
 *
 * @param tasks number of tasks
 * @param deviceMs device time of them, in milliseconds
 */
public record Ahead(int tasks, double deviceMs) {

    static final Ahead NOTHING = new Ahead(0, 0);

    Ahead plus(Ahead other) {
        return new Ahead(tasks + other.tasks, deviceMs + other.deviceMs);
    }

    /** Returns the part of this that takes the given device time at most. */
    Ahead within(double ms) {
        if (ms >= deviceMs) {
            return this;
        }
        return new Ahead((int) Math.round(tasks * (ms / deviceMs)), ms);
    }
}
