package io.omniflow.core.pipeline;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.CacheKey;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import java.util.List;
import java.util.Objects;

/**
 * Makes the task of the next stage of a pipeline out of how the task of the present one ended: what
 * it wrote becomes the prompt, and all that depends on the prompt is computed here. Stateless.
 */
public final class NextTask {

    private final EngineConfig engine;

    /** Creates it for models that compute in one way, which fingerprints name. */
    public NextTask(EngineConfig engine) {
        this.engine = Objects.requireNonNull(engine, "engine");
    }

    /** What follows from an outcome. */
    public sealed interface Step {

        /**
         * The task goes on.
         *
         * @param task the task of the next stage
         * @param report what the present stage did, which is also the last in the task's route
         */
        record Onward(GenerationTask task, StageReport report) implements Step {}

        /**
         * The task has ended, with this outcome.
         *
         * @param outcome the outcome, without what nobody reads any more
         */
        record Ended(TaskOutcome outcome) implements Step {}
    }

    /**
     * Returns what follows from an outcome. One that is no completed text, or has no stage to come,
     * is the end; so is a text that the next stage cannot take as a prompt, which fails there.
     */
    public Step after(TaskOutcome outcome) {
        Route route = outcome.task().route();
        Output output = outcome.output();
        if (output == null || route.next().isEmpty()) {
            return new Step.Ended(outcome.withoutPicture());
        }
        StageReport report = StageReport.of(outcome, output);
        Leg leg = route.next().get(0);
        String prompt = report.text().strip();
        GenerationTask task = task(outcome.task(), leg, prompt, route.after(report));
        String problem = problem(prompt, outcome.task().model(), leg);
        if (problem.isEmpty()) {
            return new Step.Onward(task, report);
        }
        TaskError error = new TaskError(ErrorCode.INVALID_PROMPT, problem);
        return new Step.Ended(
                TaskOutcome.failed(task, TaskStatus.FAILED, error, TaskTimings.NONE)
                        .withoutPicture());
    }

    /** Returns a task at a leg with the prompt that is now known; all else is as it was. */
    private GenerationTask task(GenerationTask from, Leg leg, String prompt, Route route) {
        StageParams params = leg.params().withPrompt(prompt);
        String fingerprint = fingerprint(leg, params);
        return new GenerationTask(
                from.id(),
                from.count(),
                leg.model(),
                leg.revision(),
                params,
                from.priority(),
                from.tenant(),
                from.deadlineMs(),
                from.createdMs(),
                fingerprint,
                from.requestFingerprint(),
                CacheKey.of(leg.model(), leg.revision(), params, fingerprint),
                leg.cache(),
                alternatives(leg, params),
                from.headers(),
                route,
                from.previews());
    }

    private List<LevelAlternative> alternatives(Leg leg, StageParams params) {
        return leg.alternatives().stream()
                .map(
                        level ->
                                new LevelAlternative(
                                        level, fingerprint(leg, params.withStepCache(level))))
                .toList();
    }

    private String fingerprint(Leg leg, StageParams params) {
        return Fingerprint.ofTask(leg.model(), leg.revision(), params, engine);
    }

    /** Says why a text cannot be a leg's prompt; empty if it can. */
    private static String problem(String prompt, String from, Leg leg) {
        String stages = "stage '" + from + "' wrote for stage '" + leg.model() + "'";
        int length = prompt.codePointCount(0, prompt.length());
        if (prompt.isEmpty()) {
            return "the text that " + stages + " is empty";
        }
        return length <= leg.maxPromptChars()
                ? ""
                : "the text that "
                        + stages
                        + " may have "
                        + leg.maxPromptChars()
                        + " characters, but has "
                        + length;
    }
}
