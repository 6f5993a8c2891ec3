package io.omniflow.core.request;

import static io.omniflow.core.request.RequestRules.require;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Resolves what a request says of step caches: by a quality level of the model, or by the name of a
 * policy with its setting. Throws {@link io.omniflow.core.error.InvalidRequestException} as {@link
 * RequestRules} do.
 */
public final class StepCacheRules {

    private final ModelSpec model;

    /** Creates the rules of a model. */
    public StepCacheRules(ModelSpec model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Returns the step cache of a generation that takes so many steps; {@link StepCacheSpec#OFF} if
     * they are too few for any.
     */
    public StepCacheChoice choose(StepCacheRequest request, int steps) {
        if (request.policy().isEmpty()) {
            StepCacheSettings.requireNone(request, "without cache.step.policy");
            return byQuality(request, steps);
        }
        require(
                request.quality().isEmpty(),
                request,
                ErrorCode.INVALID_STEP_CACHE,
                "a request gives either quality or cache.step.policy, not both: the quality is ",
                request.quality());
        require(
                request.adaptive().isEmpty(),
                request,
                ErrorCode.INVALID_STEP_CACHE,
                "cache.step.adaptive goes with quality, not with cache.step.policy; it is ",
                request.adaptive());
        StepCacheKind kind = kind(request.policy());
        require(
                model.image().quality().offers(kind),
                kind,
                ErrorCode.INVALID_STEP_CACHE,
                "cache.step.policy needs a calibration that the model "
                        + model.name()
                        + " does not have if it is ",
                kind.text());
        StepCacheSpec spec = new StepCacheSettings(kind, steps).read(request);
        return new StepCacheChoice(applied(spec, steps), List.of());
    }

    private StepCacheChoice byQuality(StepCacheRequest request, int steps) {
        List<String> names = List.copyOf(model.image().quality().levels().keySet());
        String own = request.quality().isEmpty() ? defaultLevel() : request.quality();
        int first = indexOf(own, "quality", names);
        int last =
                request.adaptive().isEmpty()
                        ? first
                        : indexOf(request.adaptive(), "cache.step.adaptive", names);
        require(
                last >= first,
                last,
                ErrorCode.INVALID_QUALITY,
                "cache.step.adaptive must not be better than the quality " + own + ", but is ",
                request.adaptive());
        List<StepCacheSpec> specs = new ArrayList<>();
        for (String name : names.subList(first, last + 1)) {
            StepCacheSpec spec = level(name, steps);
            if (!specs.contains(spec)) {
                specs.add(spec);
            }
        }
        return new StepCacheChoice(specs.get(0), specs.subList(1, specs.size()));
    }

    private StepCacheSpec level(String name, int steps) {
        return applied(model.image().quality().levels().get(name), steps);
    }

    private String defaultLevel() {
        return model.image().quality().defaultLevel();
    }

    private static int indexOf(String name, String field, List<String> names) {
        int index = names.indexOf(name);
        return require(
                index >= 0,
                index,
                ErrorCode.INVALID_QUALITY,
                field + " must be one of " + String.join(", ", names) + ", not ",
                name);
    }

    private static StepCacheKind kind(String policy) {
        StepCacheKind kind = StepCacheKind.find(policy).orElse(null);
        String known =
                Arrays.stream(StepCacheKind.values())
                        .map(StepCacheKind::text)
                        .collect(Collectors.joining(", "));
        return require(
                kind != null,
                kind,
                ErrorCode.INVALID_STEP_CACHE,
                "cache.step.policy must be one of " + known + ", not ",
                policy);
    }

    private static StepCacheSpec applied(StepCacheSpec spec, int steps) {
        return spec.appliesTo(steps) ? spec : StepCacheSpec.OFF;
    }
}
