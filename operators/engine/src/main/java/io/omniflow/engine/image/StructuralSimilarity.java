package io.omniflow.engine.image;

import java.awt.image.BufferedImage;

/**
 * The structural similarity of Wang, Bovik, Sheikh and Simoncelli (2004): local means, variances
 * and covariance of the luma under a Gaussian window of 11 x 11 pixels, averaged over all places
 * where the whole window lies in the picture. A picture smaller than the window has a smaller one.
 */
final class StructuralSimilarity {

    private static final int WINDOW = 11;

    private static final double SIGMA = 1.5;

    /** The paper's constants: (0.01 L)² and (0.03 L)² for L = 255 levels. */
    private static final double C1 = 2.55 * 2.55;

    private static final double C2 = 7.65 * 7.65;

    private final int width;
    private final int height;
    private final double[] across;
    private final double[] down;

    private StructuralSimilarity(int width, int height) {
        this.width = width;
        this.height = height;
        this.across = window(Math.min(WINDOW, width));
        this.down = window(Math.min(WINDOW, height));
    }

    /**
     * Compares two pictures.
     *
     * @throws IllegalArgumentException if they differ in size
     */
    static double of(BufferedImage reference, BufferedImage picture) {
        double[] x = luma(PictureQuality.levels(reference, picture));
        double[] y = luma(PictureQuality.levels(picture, reference));
        return new StructuralSimilarity(reference.getWidth(), reference.getHeight()).mean(x, y);
    }

    private double mean(double[] x, double[] y) {
        double[] meanX = blur(x);
        double[] meanY = blur(y);
        double[] squareX = blur(product(x, x));
        double[] squareY = blur(product(y, y));
        double[] both = blur(product(x, y));
        double sum = 0;
        for (int i = 0; i < meanX.length; i++) {
            double product = meanX[i] * meanY[i];
            double squares = meanX[i] * meanX[i] + meanY[i] * meanY[i];
            double variances = squareX[i] + squareY[i] - squares;
            sum +=
                    (2 * product + C1)
                            * (2 * (both[i] - product) + C2)
                            / ((squares + C1) * (variances + C2));
        }
        return sum / meanX.length;
    }

    /** Averages under the window; the window is a product, so rows and columns are separate. */
    private double[] blur(double[] plane) {
        int columns = width - across.length + 1;
        double[] rows = new double[columns * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns; x++) {
                for (int k = 0; k < across.length; k++) {
                    rows[y * columns + x] += across[k] * plane[y * width + x + k];
                }
            }
        }
        double[] means = new double[columns * (height - down.length + 1)];
        for (int i = 0; i < means.length; i++) {
            for (int k = 0; k < down.length; k++) {
                means[i] += down[k] * rows[i + k * columns];
            }
        }
        return means;
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    /** ITU-R BT.601, not rounded. */
    private static double[] luma(int[] pixels) {
        double[] luma = new double[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int rgb = pixels[i];
            luma[i] = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
        }
        return luma;
    }

    private static double[] window(int size) {
        double[] weights = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double distance = (i - (size - 1) / 2.0) / SIGMA;
            weights[i] = Math.exp(-distance * distance / 2);
            sum += weights[i];
        }
        for (int i = 0; i < size; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
