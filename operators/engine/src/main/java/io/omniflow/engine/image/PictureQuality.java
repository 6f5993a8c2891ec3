package io.omniflow.engine.image;

import java.awt.image.BufferedImage;

/**
 * How close a picture comes to the one it stands for. Symmetric in the two pictures; safe for many
 * threads.
 *
 * @param psnr peak signal-to-noise ratio in decibels, at most {@link #MOST_DECIBELS}
 * @param ssim structural similarity of the luma, from -1 to 1
 */
public record PictureQuality(double psnr, double ssim) {

    /**
     * Ratio that stands for equal pictures and all that are nearer than a difference of one level
     * in a few values: without a cap one such picture would decide every mean.
     */
    public static final double MOST_DECIBELS = 60;

    private static final double PEAK = 255;

    private static final int CHANNELS = 3;

    /**
     * Compares two pictures of eight bits.
     *
     * @throws IllegalArgumentException if they differ in size
     */
    public static PictureQuality of(BufferedImage reference, BufferedImage picture) {
        return new PictureQuality(
                psnr(reference, picture), StructuralSimilarity.of(reference, picture));
    }

    /**
     * Returns the peak signal-to-noise ratio over all values of the three channels in decibels.
     *
     * @throws IllegalArgumentException if the pictures differ in size
     */
    public static double psnr(BufferedImage reference, BufferedImage picture) {
        int[] expected = levels(reference, picture);
        int[] actual = levels(picture, reference);
        long squares = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += square(expected[i] >> 16, actual[i] >> 16);
            squares += square(expected[i] >> 8, actual[i] >> 8);
            squares += square(expected[i], actual[i]);
        }
        double mean = (double) squares / ((long) CHANNELS * expected.length);
        return Math.min(MOST_DECIBELS, 10 * Math.log10(PEAK * PEAK / mean));
    }

    /** Returns the pixels of a picture as 0xRRGGBB, row by row, if the other is as large. */
    static int[] levels(BufferedImage picture, BufferedImage other) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        if (width != other.getWidth() || height != other.getHeight()) {
            throw new IllegalArgumentException(
                    String.format(
                            "pictures of %dx%d and %dx%d cannot be compared",
                            width, height, other.getWidth(), other.getHeight()));
        }
        return picture.getRGB(0, 0, width, height, null, 0, width);
    }

    private static long square(int a, int b) {
        long difference = (a & 0xff) - (b & 0xff);
        return difference * difference;
    }
}
