package io.omniflow.engine.calibration;

import java.awt.image.BufferedImage;

/** Says whether a picture shows what its prompt asks for. */
@FunctionalInterface
public interface PictureJudge {

    /** Accepts everything, where nobody can judge. */
    PictureJudge NONE = (index, picture) -> true;

    /**
     * Judges a picture.
     *
     * @param index place of the picture in the list of all pictures
     */
    boolean accepts(int index, BufferedImage picture);
}
