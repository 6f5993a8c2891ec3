package io.omniflow.executor.admission;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
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
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.admission.Served.Target;
import io.omniflow.v1.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the tasks of a request, by the rules of all stages that serve it. */
final class TaskMaker {

    private final EngineConfig engine;
    private final CacheTermsReader cache;

    TaskMaker(EngineConfig engine, CacheDefaults defaults) {
        this.engine = Objects.requireNonNull(engine, "engine");
        this.cache = new CacheTermsReader(defaults);
    }

    /**
     * Returns the tasks of a request, one for each output, in order.
     *
     * @throws io.omniflow.core.error.InvalidRequestException if a field breaks a rule of a stage
     */
    List<GenerationTask> of(Envelope envelope, Target target) {
        GenerationRequest request = envelope.request();
        int previews = previews(request, target);
        List<Wanted> wanted = new ArrayList<>();
        int count = 1;
        for (ModelSpec model : target.chain()) {
            count = new RequestRules(model).images(request.hasN() ? request.getN() : null);
            wanted.add(wanted(request, envelope.id(), model, target));
        }
        long deadlineMs = Deadlines.of(request, envelope.record());
        String content = Fingerprint.ofRequest(RequestIds.contentOf(request), deadlineMs);
        List<GenerationTask> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(
                    task(
                            envelope,
                            target,
                            wanted,
                            new Part(i, count, deadlineMs, content, previews)));
        }
        return tasks;
    }

    /** What one stage is asked for. */
    private record Wanted(
            ModelSpec model,
            StageParams params,
            List<StepCacheSpec> alternatives,
            CacheTerms terms) {

        StageParams of(int index) {
            return params.withSeed(params.seed() + index);
        }

        Leg leg(int index) {
            return new Leg(
                    model.name(),
                    model.revision(),
                    model.maxPromptChars(),
                    of(index).withPrompt(""),
                    terms,
                    alternatives);
        }
    }

    /** What one output has of its request. */
    private record Part(int index, int count, long deadlineMs, String content, int previews) {}

    private GenerationTask task(Envelope envelope, Target target, List<Wanted> wanted, Part part) {
        Wanted first = wanted.get(0);
        ModelSpec model = first.model();
        StageParams params = first.of(part.index());
        String fingerprint = fingerprint(model, params);
        return new GenerationTask(
                new TaskId(envelope.id(), part.index()),
                part.count(),
                model.name(),
                model.revision(),
                params,
                envelope.priority(),
                envelope.request().getTenant(),
                part.deadlineMs(),
                envelope.createdMs(),
                fingerprint,
                part.content(),
                CacheKey.of(model.name(), model.revision(), params, fingerprint),
                first.terms(),
                alternatives(model, params, first.alternatives()),
                envelope.headers(),
                route(target, wanted, part.index()),
                part.previews());
    }

    private static int previews(GenerationRequest request, Target target) {
        int previews =
                RequestRules.previews(
                        request.hasPartialImages() ? request.getPartialImages() : null);
        if (previews > 0 && target.last().limits() instanceof TextLimits) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "the field 'partial_images' is for pictures, but '"
                            + target.name()
                            + "' writes texts");
        }
        return previews;
    }

    private static Route route(Target target, List<Wanted> wanted, int index) {
        if (!target.isPipeline()) {
            return Route.NONE;
        }
        return new Route(
                target.name(),
                List.of(),
                wanted.subList(1, wanted.size()).stream().map(stage -> stage.leg(index)).toList());
    }

    private Wanted wanted(GenerationRequest request, String id, ModelSpec model, Target target) {
        CacheTerms terms = cache.read(request);
        if (model.limits() instanceof TextLimits texts) {
            StageParams params =
                    new TextParamsReader(model, texts, target.paints()).read(request, id);
            // A text starts from nothing but its prompt.
            CacheTerms own = new CacheTerms(terms.read(), terms.write(), terms.shared(), 0);
            return new Wanted(model, params, List.of(), own);
        }
        StageParams params = new ParamsReader(model, target.writes()).read(request, id);
        StepCacheChoice levels = new StepCacheReader(model).read(request, params.stepsTaken());
        return new Wanted(model, params.withStepCache(levels.spec()), levels.alternatives(), terms);
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
}
