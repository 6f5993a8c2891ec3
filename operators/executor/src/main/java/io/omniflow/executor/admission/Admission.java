package io.omniflow.executor.admission;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.CacheKey;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.RequestRules;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.StepCacheChoice;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.wire.RefusedRequest;
import io.omniflow.executor.wire.RequestDecoder;
import io.omniflow.executor.wire.UnknownFieldException;
import io.omniflow.v1.GenerationRequest;
import java.time.Clock;
import java.util.ArrayList;
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

    private final Map<String, ModelSpec> models;
    private final EngineConfig engine;
    private final CacheTermsReader cache;
    private final Clock clock;
    private final RequestDecoder decoder = new RequestDecoder();

    Admission(
            Map<String, ModelSpec> models,
            EngineConfig engine,
            CacheDefaults defaults,
            Clock clock) {
        this.models = Map.copyOf(models);
        this.engine = Objects.requireNonNull(engine, "engine");
        this.cache = new CacheTermsReader(defaults);
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
        ModelSpec model = null;
        try {
            envelope.check();
            model = model(envelope.request().getModel());
            List<GenerationTask> tasks = tasks(envelope, model);
            if (tasks.get(0).isExpiredAt(envelope.nowMs())) {
                return refused(envelope, model, TaskStatus.EXPIRED, late(tasks.get(0), envelope));
            }
            return new Decision.Admitted(tasks);
        } catch (InvalidRequestException e) {
            return refused(envelope, model, TaskStatus.REJECTED, error(e));
        }
    }

    private List<GenerationTask> tasks(Envelope envelope, ModelSpec model) {
        GenerationRequest request = envelope.request();
        int count = new RequestRules(model).images(request.hasN() ? request.getN() : null);
        StageParams first = first(request, envelope.id(), model);
        StepCacheChoice levels = levels(request, first, model);
        long deadlineMs = Deadlines.of(request, envelope.record());
        String requestFingerprint =
                Fingerprint.ofRequest(RequestIds.contentOf(request), deadlineMs);
        CacheTerms terms = terms(request, model);
        List<GenerationTask> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StageParams params = first.withSeed(first.seed() + i).withStepCache(levels.spec());
            String fingerprint = fingerprint(model, params);
            tasks.add(
                    new GenerationTask(
                            new TaskId(envelope.id(), i),
                            count,
                            model.name(),
                            model.revision(),
                            params,
                            envelope.priority(),
                            request.getTenant(),
                            deadlineMs,
                            envelope.createdMs(),
                            fingerprint,
                            requestFingerprint,
                            CacheKey.of(model.name(), model.revision(), params, fingerprint),
                            terms,
                            alternatives(model, params, levels.alternatives()),
                            envelope.headers()));
        }
        return tasks;
    }

    private static StageParams first(GenerationRequest request, String id, ModelSpec model) {
        return model.limits() instanceof TextLimits texts
                ? new TextParamsReader(model, texts).read(request, id)
                : new ParamsReader(model).read(request, id);
    }

    private static StepCacheChoice levels(
            GenerationRequest request, StageParams params, ModelSpec model) {
        return model.isImage()
                ? new StepCacheReader(model).read(request, params.stepsTaken())
                : new StepCacheChoice(StepCacheSpec.OFF, List.of());
    }

    /** A text starts from nothing but its prompt. */
    private CacheTerms terms(GenerationRequest request, ModelSpec model) {
        CacheTerms terms = cache.read(request);
        return model.isImage()
                ? terms
                : new CacheTerms(terms.read(), terms.write(), terms.shared(), 0);
    }

    private List<LevelAlternative> alternatives(
            ModelSpec model, StageParams params, List<StepCacheSpec> levels) {
        return levels.stream()
                .map(
                        level ->
                                new LevelAlternative(
                                        level, fingerprint(model, params.withStepCache(level))))
                .toList();
    }

    private String fingerprint(ModelSpec model, StageParams params) {
        return Fingerprint.ofTask(model.name(), model.revision(), params, engine);
    }

    private ModelSpec model(String name) {
        ModelSpec model =
                name.isEmpty() && models.size() == 1
                        ? models.values().iterator().next()
                        : models.get(name);
        if (model == null) {
            throw new InvalidRequestException(
                    ErrorCode.UNKNOWN_MODEL,
                    "model must be one of "
                            + models.keySet().stream().sorted().toList()
                            + ", not "
                            + RequestRules.shown(name));
        }
        return model;
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
            Envelope envelope, @Nullable ModelSpec model, TaskStatus status, TaskError error) {
        return new Decision.Refused(
                new RefusedRequest(
                        envelope.id(),
                        model == null ? "" : model.name(),
                        model == null ? "" : model.revision(),
                        status,
                        error,
                        envelope.priority(),
                        envelope.tenant(),
                        envelope.createdMs(),
                        envelope.headers()));
    }
}
