package io.omniflow.core.scheduling;

/**
 * At which quality level a task runs that may move: its own, or if that would miss the deadline the
 * best one that makes it, or else the last. A task without a deadline, or of which nothing is known
 * of the time it takes, keeps its own.
 */
final class LevelChoice {

    private LevelChoice() {}

    /**
     * Returns the level.
     *
     * @param exactMs expected milliseconds from the task's first step to its end if every step is
     *     computed; 0 if unknown
     * @param nowMs epoch milliseconds at which it would begin
     */
    static LevelOption of(WaitingTask task, double exactMs, long nowMs) {
        LevelOption level = new LevelOption(task.fingerprint(), task.sharing(), task.effort());
        if (task.deadlineMs() <= 0) {
            return level;
        }
        double timeMs = task.deadlineMs() - nowMs;
        for (LevelOption next : task.alternatives()) {
            if (exactMs * level.effort() <= timeMs) {
                return level;
            }
            level = next;
        }
        return level;
    }
}
