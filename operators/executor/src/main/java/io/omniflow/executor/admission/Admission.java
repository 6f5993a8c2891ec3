package io.omniflow.executor.admission;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.RequestRules;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.admission.Served.Target;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.wire.RefusedRequest;
import io.omniflow.executor.wire.RequestDecoder;
import io.omniflow.executor.wire.UnknownFieldException;
import io.omniflow.v1.GenerationRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a record. It never throws: a defect of its own makes a dead letter too.
 *
 * <p>The id of a request is its {@code id} field or, if that is empty, the record key; a key that
 * differs from the id is the sender's own business. Only with a usable id can a result reach the
 * sender, so a record without one goes to the dead letters.
 */
final class Admission {

    private final Served served;
    private final TaskMaker tasks;
    private final Clock clock;
    private final RequestDecoder decoder = new RequestDecoder();

    Admission(
            Map<String, ModelSpec> models,
            EngineConfig engine,
            CacheDefaults defaults,
            Clock clock) {
        this(new Served(models, List.of()), engine, defaults, clock);
    }

    Admission(Served served, EngineConfig engine, CacheDefaults defaults, Clock clock) {
        this.served = Objects.requireNonNull(served, "served");
        this.tasks = new TaskMaker(engine, defaults);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    Decision decide(InboundRecord record) {
        try {
            return decideReadable(record);
        } catch (CoreModuleException e) {
            return new Decision.DeadLettered(error(e));
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever a sender finds to break this with must not stop the job for the others.
            return new Decision.DeadLettered(new TaskError(ErrorCode.INTERNAL, e.toString()));
        }
    }

    private Decision decideReadable(InboundRecord record) {
        try {
            return decide(envelope(decoder.decode(record), record));
        } catch (UnknownFieldException e) {
            Envelope known = envelope(e.request(), record);
            return refused(known, null, TaskStatus.REJECTED, error(e));
        }
    }

    private Envelope envelope(GenerationRequest request, InboundRecord record) {
        String id = RequestRules.id(RequestIds.of(request, record));
        return new Envelope(request, id, record, clock.millis());
    }

    private Decision decide(Envelope envelope) {
        Target target = null;
        try {
            envelope.check();
            target = served.target(envelope.request().getModel());
            List<GenerationTask> made = tasks.of(envelope, target);
            if (made.get(0).isExpiredAt(envelope.nowMs())) {
                return refused(envelope, target, TaskStatus.EXPIRED, late(made.get(0), envelope));
            }
            return new Decision.Admitted(made);
        } catch (InvalidRequestException e) {
            return refused(envelope, target, TaskStatus.REJECTED, error(e));
        }
    }

    private static TaskError error(CoreModuleException e) {
        return new TaskError(e.code(), e.getMessage());
    }

    private static TaskError late(GenerationTask task, Envelope envelope) {
        return new TaskError(
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline passed "
                        + (envelope.nowMs() - task.deadlineMs())
                        + " ms before the request was read");
    }

    private static Decision refused(
            Envelope envelope, @Nullable Target target, TaskStatus status, TaskError error) {
        return new Decision.Refused(
                new RefusedRequest(
                        envelope.id(),
                        target == null ? "" : target.name(),
                        target == null ? "" : target.last().revision(),
                        status,
                        error,
                        envelope.priority(),
                        envelope.tenant(),
                        envelope.createdMs(),
                        envelope.headers()));
    }
}
