package io.omniflow.worker;

import io.omniflow.engine.Generation;
import java.util.List;

/** Reports progress and costs at most once an interval, and at once when there is a reason. */
final class LoopReports<G extends Generation> {

    private final LoopContext context;
    private final Roster<G> roster;
    private long progressMs;
    private long costsMs;
    private boolean ended;

    LoopReports(LoopContext context, Roster<G> roster) {
        this.context = context;
        this.roster = roster;
    }

    /** Lets the next progress be reported at once: a generation has begun. */
    void hurry() {
        progressMs = 0;
    }

    /** Lets the next costs be reported at once: a generation has ended. */
    void ended() {
        ended = true;
    }

    void report() {
        long now = context.clock().millis();
        long interval = context.config().reportIntervalMs();
        if (now - progressMs >= interval) {
            progress();
            progressMs = now;
        }
        if (context.costs().hasNews() && (ended || now - costsMs >= interval)) {
            context.listener().measured(context.costs().report());
            costsMs = now;
            ended = false;
        }
    }

    private void progress() {
        List<StepProgress> progress =
                roster.all().stream()
                        .filter(member -> member.isRunning() && member.isOnDevice())
                        .map(Member::progress)
                        .toList();
        if (!progress.isEmpty()) {
            context.listener().progressed(progress);
        }
    }
}
