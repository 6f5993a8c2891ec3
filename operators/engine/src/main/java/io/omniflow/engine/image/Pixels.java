package io.omniflow.engine.image;

import java.awt.image.BufferedImage;

/** Turns planar values into pictures. */
public final class Pixels {

    private static final int CHANNELS = 3;

    private Pixels() {}

    /**
     * Converts values in [-1, 1] to eight bits, rounding halves to even as the reference does.
     *
     * @param values red, green and blue plane, row-major
     */
    public static BufferedImage toImage(float[] values, int width, int height) {
        int plane = width * height;
        if (values.length != CHANNELS * plane) {
            throw new IllegalArgumentException(
                    "a picture of "
                            + width
                            + "x"
                            + height
                            + " has not "
                            + values.length
                            + " values");
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int red = level(values[i]);
            int green = level(values[plane + i]);
            int blue = level(values[2 * plane + i]);
            image.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
        }
        return image;
    }

    private static int level(float value) {
        float clamped = Math.max(-1, Math.min(1, value));
        return (int) Math.rint((clamped + 1) * 127.5f);
    }
}
