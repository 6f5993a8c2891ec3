package io.omniflow.core.pipeline;

import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskTimings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stage of a pipeline did for a task that has left it.
 *
 * @param model name of the stage's model
 * @param revision content hash of its bundle
 * @param fingerprint hex SHA-256 over everything that decided the text
 * @param seed the seed that was used
 * @param text what it wrote
 * @param report how the text ended and what it took; null if its stage did not say
 * @param warnings what the sender should know
 * @param cache what the cache did
 * @param timings where the time went
 * @param resumedFromStep the step from which the last resumption continued; 0 if never resumed
 * @param attempt 0 for the first execution, one more after each recovery
 * @param asked what it was asked for; null if the state of an earlier release did not keep it
 */
public record StageReport(
        String model,
        String revision,
        String fingerprint,
        long seed,
        String text,
        @Nullable TextReport report,
        List<String> warnings,
        CacheReport cache,
        TaskTimings timings,
        int resumedFromStep,
        int attempt,
        @Nullable StageParams asked) {

    /** Checks that the report is complete and copies the warnings. */
    public StageReport {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(timings, "timings");
        warnings = List.copyOf(warnings);
    }

    /** A report that does not say what the stage was asked for. */
    public StageReport(
            String model,
            String revision,
            String fingerprint,
            long seed,
            String text,
            @Nullable TextReport report,
            List<String> warnings,
            CacheReport cache,
            TaskTimings timings,
            int resumedFromStep,
            int attempt) {
        this(
                model,
                revision,
                fingerprint,
                seed,
                text,
                report,
                warnings,
                cache,
                timings,
                resumedFromStep,
                attempt,
                null);
    }

    /** Reports the text of a completed task. */
    static StageReport of(TaskOutcome outcome, Output output) {
        GenerationTask task = outcome.task();
        return new StageReport(
                task.model(),
                task.modelRevision(),
                task.fingerprint(),
                task.params().seed(),
                new String(output.data(), StandardCharsets.UTF_8),
                output.text(),
                warnings(output),
                outcome.cache(),
                outcome.timings(),
                outcome.resumedFromStep(),
                outcome.attempt(),
                task.params());
    }

    /** The next stage works on a text that was cut off; who asked should know. */
    private static List<String> warnings(Output output) {
        TextReport text = output.text();
        if (text == null || text.finish() != FinishReason.LENGTH) {
            return output.warnings();
        }
        List<String> warnings = new ArrayList<>(output.warnings());
        warnings.add("the text was cut off after " + text.completionTokens() + " tokens");
        return warnings;
    }
}
