package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When waiting tasks expire: the earliest of their deadline, the end of their request timeout, and
 * the moment from which they cannot meet their deadline any more. Not thread-safe.
 */
final class Expiries {

    private final TreeSet<Due> dues =
            new TreeSet<>(
                    Comparator.comparingLong(Due::atMs)
                            .thenComparingLong(due -> due.task.sequence()));
    private final Map<TaskId, Due> byId = new HashMap<>();

    /**
     * Adds a task, or replaces when it expires.
     *
     * @param leastMs milliseconds that it takes at least; 0 if it does not matter
     */
    void put(WaitingTask task, long requestTimeoutMs, long leastMs) {
        remove(task.id());
        Due due = due(task, requestTimeoutMs, leastMs);
        dues.add(due);
        byId.put(task.id(), due);
    }

    void remove(TaskId id) {
        Due due = byId.remove(id);
        if (due != null) {
            dues.remove(due);
        }
    }

    /** Returns why a task is expired at a time; empty if it is not. */
    Optional<Expiry.Reason> reason(TaskId id, long nowMs) {
        return Optional.ofNullable(byId.get(id))
                .filter(due -> due.atMs <= nowMs)
                .map(due -> due.reasonAt(nowMs));
    }

    /** Returns what is expired at a time, in the order in which it came to be; it stays in. */
    List<Expiry> at(long nowMs) {
        List<Expiry> expired = new ArrayList<>();
        for (Due due : dues) {
            if (due.atMs > nowMs) {
                break;
            }
            expired.add(new Expiry(due.task, due.reasonAt(nowMs)));
        }
        return expired;
    }

    private static Due due(WaitingTask task, long requestTimeoutMs, long leastMs) {
        long timeout = task.arrivedMs() + requestTimeoutMs;
        if (task.deadlineMs() <= 0) {
            return new Due(timeout, Expiry.Reason.REQUEST_TIMEOUT, task);
        }
        // a task that would end at its deadline is in time, so it is out of reach a moment later
        long reach = leastMs > 0 ? task.deadlineMs() - leastMs + 1 : Long.MAX_VALUE;
        if (Math.min(task.deadlineMs(), reach) > timeout) {
            return new Due(timeout, Expiry.Reason.REQUEST_TIMEOUT, task);
        }
        return reach < task.deadlineMs()
                ? new Due(reach, Expiry.Reason.DEADLINE_OUT_OF_REACH, task)
                : new Due(task.deadlineMs(), Expiry.Reason.DEADLINE_PASSED, task);
    }

    private record Due(long atMs, Expiry.Reason first, WaitingTask task) {

        /** A deadline that has passed meanwhile is the plainer reason. */
        Expiry.Reason reasonAt(long nowMs) {
            return task.deadlineMs() > 0 && task.deadlineMs() <= nowMs
                    ? Expiry.Reason.DEADLINE_PASSED
                    : first;
        }
    }
}
