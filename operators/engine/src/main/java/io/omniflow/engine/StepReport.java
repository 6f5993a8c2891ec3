package io.omniflow.engine;

import io.omniflow.core.error.CoreModuleException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one member of a batch in one step.
 *
 * @param failure why this member cannot go on, while the others can; null when it advanced
 */
public record StepReport(@Nullable CoreModuleException failure) {

    /** The member advanced by one step. */
    public static final StepReport ADVANCED = new StepReport(null);

    /** The member failed and must be closed. */
    public static StepReport failed(CoreModuleException failure) {
        return new StepReport(failure);
    }
}
