package io.omniflow.executor.generation;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.executor.record.WorkerCommand.Run;
import java.util.function.Consumer;

/** Finds the tasks of a worker whose deadline passes, whatever they are doing, with one timer. */
final class DeadlineWatch {

    private final Host host;
    private final Generations held;
    private final Consumer<GenerationTask> expire;
    private long nextMs = Long.MAX_VALUE;

    DeadlineWatch(Host host, Generations held, Consumer<GenerationTask> expire) {
        this.host = host;
        this.held = held;
        this.expire = expire;
    }

    void watch(GenerationTask task) {
        long deadlineMs = task.deadlineMs();
        if (deadlineMs > 0 && deadlineMs < nextMs) {
            nextMs = deadlineMs;
            host.at(deadlineMs, this::check);
        }
    }

    private void check() {
        long now = host.now();
        nextMs = Long.MAX_VALUE;
        for (Held generation : held.all()) {
            for (Run member : generation.members()) {
                if (member.task().isExpiredAt(now)) {
                    expire.accept(member.task());
                } else {
                    watch(member.task());
                }
            }
        }
    }
}
