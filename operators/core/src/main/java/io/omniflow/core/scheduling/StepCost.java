package io.omniflow.core.scheduling;

import java.io.Serializable;
import java.util.Objects;

/**
 * What steps of one kind have cost on a worker, summed up since its attempt began.
 *
 * @param shape shape of the members
 * @param batch number of members that were computed together
 * @param steps number of such steps
 * @param totalMs device time of all of them, in milliseconds
 */
public record StepCost(Shape shape, int batch, long steps, double totalMs) implements Serializable {

    /** Checks the shape. */
    public StepCost {
        Objects.requireNonNull(shape, "shape");
    }
}
