package io.omniflow.core.pipeline;

import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Objects;

/**
 * A stage that is still to come for a task: all that the request decides there, so that nothing but
 * the prompt is left open.
 *
 * @param model name of the stage's model
 * @param revision content hash of its bundle
 * @param maxPromptChars longest prompt in characters that it takes
 * @param params what to generate; the prompt is empty until the stage before has written it
 * @param cache how the task shares work there
 * @param alternatives quality levels that the task may move to there, best first
 */
public record Leg(
        String model,
        String revision,
        int maxPromptChars,
        StageParams params,
        CacheTerms cache,
        List<StepCacheSpec> alternatives) {

    /** Checks that the leg is complete and copies the list. */
    public Leg {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(cache, "cache");
        alternatives = List.copyOf(alternatives);
    }

    /** Returns the same with nothing in place of the picture that it starts from, if any. */
    Leg withoutPicture() {
        return new Leg(
                model, revision, maxPromptChars, params.withoutPicture(), cache, alternatives);
    }
}
