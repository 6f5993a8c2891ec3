package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * What the cost model knows of one kind of step.
 *
 * @param shape shape of the members
 * @param batch number of members that are computed together
 * @param stepMs expected device time of such a step, in milliseconds
 */
public record LearnedCost(Shape shape, int batch, double stepMs) {

    /** Checks the shape. */
    public LearnedCost {
        Objects.requireNonNull(shape, "shape");
    }
}
