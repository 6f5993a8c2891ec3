package io.omniflow.core.scheduling;

/** What a task on a worker is doing. */
public enum RunState {
    /** It has not begun. */
    WAITING,
    /** It takes steps. */
    RUNNING,
    /** It has begun and made room for a more urgent one. */
    PAUSED
}
