package io.omniflow.executor.scheduling;

import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.OmniScheduler;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Keeps the limits of the queue. The first image of a request takes the room of all, and the others
 * follow it in or out; of a request whose first image went past the queue, each other one takes its
 * own room, as does what an earlier stage of a pipeline sends. The caller has set the current key.
 */
final class QueueRoom {

    /** The images of a request come together, or after a restart all of them again. */
    private static final int MAX_REQUESTS = 1_024;

    private final OmniScheduler scheduler;
    private final IdMemory ids;
    private final Set<String> past = new LinkedHashSet<>();

    QueueRoom(OmniScheduler scheduler, IdMemory ids) {
        this.scheduler = scheduler;
        this.ids = ids;
    }

    /** Tells whether a task belongs to no request of which an earlier image was rejected. */
    boolean isOpenTo(GenerationTask task, long nowMs) throws Exception {
        return task.id().index() == 0 || ids.knows(task, nowMs);
    }

    /** Notes that a task went past the queue. */
    void passed(GenerationTask task) {
        boolean othersFollow = task.id().index() < task.count() - 1;
        if (task.id().index() == 0 && othersFollow) {
            past.add(task.id().requestId());
            forgetOldest();
        }
    }

    /**
     * Checks that there is room for a task.
     *
     * @throws QueueFullException that names the limit that would be exceeded
     */
    void check(GenerationTask task, long nowMs) throws Exception {
        if (task.route().isContinued() || past.contains(task.id().requestId())) {
            scheduler.checkRoomFor(1, task.priority(), task.tenant());
        } else if (!ids.knows(task, nowMs)) {
            boolean first = task.id().index() == 0;
            scheduler.checkRoomFor(
                    first ? task.count() : Integer.MAX_VALUE, task.priority(), task.tenant());
        }
    }

    private void forgetOldest() {
        if (past.size() > MAX_REQUESTS) {
            Iterator<String> oldest = past.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
