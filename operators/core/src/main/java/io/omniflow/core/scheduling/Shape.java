package io.omniflow.core.scheduling;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.StageParams;
import java.io.Serializable;

/**
 * What the cost of a step depends on, and what members of a batch share.
 *
 * @param width width of the picture in pixels
 * @param height height of the picture in pixels
 * @param guided whether two branches are computed
 */
public record Shape(int width, int height, boolean guided) implements Serializable {

    private static final int UNIT = 16;

    /** The shape of all texts: one unit a token. */
    public static final Shape TEXT = new Shape(UNIT, UNIT, false);

    /** Returns the shape of what is asked. */
    public static Shape of(StageParams params) {
        return params instanceof GenerationParams picture
                ? new Shape(picture.width(), picture.height(), picture.usesGuidance())
                : TEXT;
    }

    /** Returns compute units of one step: 16 by 16 pixels of one branch are one. */
    public long units() {
        long tiles = (long) ((width + UNIT - 1) / UNIT) * ((height + UNIT - 1) / UNIT);
        return guided ? 2 * tiles : tiles;
    }
}
