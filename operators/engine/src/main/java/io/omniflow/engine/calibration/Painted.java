package io.omniflow.engine.calibration;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Pictures and what they cost.
 *
 * @param pictures the pictures
 * @param efforts for each picture, the number of steps computed, parts of steps included
 * @param nanos time of all of them: that of the thread's processor on a CPU, else wall time
 */
record Painted(List<BufferedImage> pictures, List<Double> efforts, long nanos) {

    /** Copies the lists. */
    Painted {
        pictures = List.copyOf(pictures);
        efforts = List.copyOf(efforts);
    }
}
