package io.omniflow.engine;

import io.omniflow.core.error.CoreModuleException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one member of a batch in one step.
 *
 * @param effort share of the step that was computed rather than reused, from 0 to 1; 0 also for a
 *     member that waited
 * @param prompt whether it computed several tokens at once, of a prompt or of a text that is
 *     resumed: such a step says nothing of what others cost
 * @param failure why this member cannot go on, while the others can; null when it advanced
 */
public record StepReport(double effort, boolean prompt, @Nullable CoreModuleException failure) {

    /** The member advanced by one step, all of it computed. */
    public static final StepReport ADVANCED = new StepReport(1, false, null);

    /** The member advanced by a part of its prompt. */
    public static final StepReport PROMPT = new StepReport(1, true, null);

    /** The member advanced by one step, of which this share was computed. */
    public static StepReport advanced(double effort) {
        return effort == 1 ? ADVANCED : new StepReport(effort, false, null);
    }

    /** The member failed and must be closed. */
    public static StepReport failed(CoreModuleException failure) {
        return new StepReport(1, false, failure);
    }
}
