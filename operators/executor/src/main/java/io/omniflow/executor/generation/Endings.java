package io.omniflow.executor.generation;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the outcomes of a worker off and counts them. */
final class Endings {

    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private final GenerationEmitter emitter;
    private final GenerationMetrics metrics;
    private final Tally tally;

    Endings(GenerationEmitter emitter, GenerationMetrics metrics, Tally tally) {
        this.emitter = emitter;
        this.metrics = metrics;
        this.tally = tally;
    }

    /** A generation yielded an output, which goes to the cache once. */
    void completed(List<TaskOutcome> outcomes, long startedMs, long nowMs) {
        outcomes.forEach(this::end);
        emitter.cache(outcomes.get(0), startedMs, nowMs);
    }

    /** Tasks ended, each with its outcome. */
    void end(List<TaskOutcome> outcomes) {
        outcomes.forEach(this::end);
    }

    /** A task ended. */
    void end(TaskOutcome outcome) {
        emitter.outcome(outcome);
        tally.ended(outcome.status());
        count(outcome);
    }

    /** A task ended because it is suspected of having killed processes. */
    void quarantine(TaskOutcome outcome, long nowMs) {
        end(outcome);
        emitter.deadLetter(outcome.task(), outcome.error(), nowMs);
    }

    private void count(TaskOutcome outcome) {
        TaskStatus status = outcome.status();
        if (status == TaskStatus.COMPLETED) {
            metrics.completed(
                    outcome.task().priority(),
                    outcome.timings().stepsMs() + outcome.timings().decodedMs());
        } else if (status == TaskStatus.EXPIRED) {
            metrics.expired();
        } else if (status == TaskStatus.CANCELLED) {
            metrics.cancelled();
        } else {
            ErrorCode code = outcome.error().code();
            tell(outcome.task(), code, outcome.error().message());
            metrics.failed(code);
        }
    }

    @SuppressWarnings("try")
    private static void tell(GenerationTask task, ErrorCode code, String message) {
        try (RequestScope scope = RequestScope.of(task)) {
            LOG.warn("request {} failed with {}: {}", task.id(), code, message);
        }
    }
}
