package io.omniflow.engine.shapes;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Says what a picture shows, by geometry alone. It follows the description at the head of {@code
 * deploy/models/train/shapes_checker.py} and shares only the table with it. Immutable.
 */
public final class ShapeChecker {

    private static final Finding NOTHING = new Finding("", "", "");

    private final ShapeTable table;
    private final List<Template> templates = new ArrayList<>();

    /** Prepares the templates, a few thousand of the size of a picture. */
    public ShapeChecker(ShapeTable table) {
        this.table = table;
        int reach = table.checker().templateShift();
        for (String shape : table.shapes()) {
            for (double radius : table.checker().templateRadii()) {
                for (int dy = -reach; dy <= reach; dy++) {
                    for (int dx = -reach; dx <= reach; dx++) {
                        templates.add(Template.of(shape, table.coverage(shape, radius, dx, dy)));
                    }
                }
            }
        }
    }

    /**
     * What was seen; an empty name says that it could not be told.
     *
     * @param background colour of the ground
     * @param color colour of the shape
     * @param shape name of the shape
     */
    public record Finding(String background, String color, String shape) {

        /** Tells whether both colours are as wanted, whatever the shape. */
        public boolean hasColors(String wantedColor, String wantedBackground) {
            return color.equals(wantedColor) && background.equals(wantedBackground);
        }
    }

    /** A shape at one place and size; the area is the sum of the coverage. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(String shape, float[] coverage, double area) {

        static Template of(String shape, double[] coverage) {
            float[] single = new float[coverage.length];
            for (int i = 0; i < single.length; i++) {
                single[i] = (float) coverage[i];
            }
            return new Template(shape, single, Arrays.stream(coverage).sum());
        }

        /** Sum of the smaller over sum of the larger values; the two sums together are fixed. */
        double overlap(float[] amounts, double area) {
            double common = 0;
            for (int i = 0; i < amounts.length; i++) {
                common += Math.min(amounts[i], coverage[i]);
            }
            return common / (area + this.area - common);
        }
    }

    /**
     * Looks at a picture.
     *
     * @throws IllegalArgumentException if it has not the size of the table's pictures
     */
    public Finding check(BufferedImage picture) {
        double[][] pixels = pixels(picture);
        double[] back = median(border(pixels));
        String background = name(back);
        if (background.isEmpty()
                || shareNear(border(pixels), back) < table.checker().borderShare()) {
            return NOTHING;
        }
        List<double[]> front =
                Arrays.stream(pixels)
                        .filter(pixel -> distance(pixel, back) > table.checker().colorTolerance())
                        .toList();
        if (front.size() < table.checker().minForegroundPixels()) {
            return new Finding(background, "", "");
        }
        double[] fore = median(front);
        String color = name(fore);
        if (color.isEmpty() || color.equals(background)) {
            return new Finding(background, "", "");
        }
        return new Finding(background, color, shape(pixels, back, fore));
    }

    private String shape(double[][] pixels, double[] back, double[] fore) {
        float[] amounts = new float[pixels.length];
        double area = 0;
        int offLine = 0;
        for (int i = 0; i < pixels.length; i++) {
            double amount = amount(pixels[i], back, fore);
            double[] onLine = mix(back, fore, amount);
            offLine += distance(pixels[i], onLine) > table.checker().offLineDistance() ? 1 : 0;
            amounts[i] = (float) amount;
            area += amount;
        }
        if (offLine > table.checker().maxOffLineShare() * pixels.length) {
            return "";
        }
        String best = "";
        double bestScore = table.checker().minIou();
        for (Template template : templates) {
            double score = template.overlap(amounts, area);
            if (score >= bestScore) {
                best = template.shape();
                bestScore = score;
            }
        }
        return best;
    }

    private static double amount(double[] pixel, double[] back, double[] fore) {
        double along = 0;
        double length = 0;
        for (int c = 0; c < 3; c++) {
            along += (pixel[c] - back[c]) * (fore[c] - back[c]);
            length += (fore[c] - back[c]) * (fore[c] - back[c]);
        }
        return Math.min(1, Math.max(0, along / length));
    }

    private static double[] mix(double[] back, double[] fore, double amount) {
        double[] mixed = new double[3];
        for (int c = 0; c < 3; c++) {
            mixed[c] = back[c] + amount * (fore[c] - back[c]);
        }
        return mixed;
    }

    private String name(double[] color) {
        return table.colors().entrySet().stream()
                .filter(e -> distance(e.getValue(), color) <= table.checker().colorTolerance())
                .min(
                        (a, b) ->
                                Double.compare(
                                        distance(a.getValue(), color),
                                        distance(b.getValue(), color)))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private double shareNear(List<double[]> pixels, double[] color) {
        double near =
                pixels.stream()
                        .filter(pixel -> distance(pixel, color) <= table.checker().colorTolerance())
                        .count();
        return near / pixels.size();
    }

    private List<double[]> border(double[][] pixels) {
        int n = table.imageSize();
        List<double[]> border = new ArrayList<>();
        for (int i = 0; i < pixels.length; i++) {
            int x = i % n;
            int y = i / n;
            if (x == 0 || y == 0 || x == n - 1 || y == n - 1) {
                border.add(pixels[i]);
            }
        }
        return border;
    }

    private static double[] median(List<double[]> pixels) {
        double[] medians = new double[3];
        for (int c = 0; c < 3; c++) {
            int channel = c;
            double[] sorted = pixels.stream().mapToDouble(p -> p[channel]).sorted().toArray();
            int half = sorted.length / 2;
            medians[c] =
                    sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
        return medians;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(
                (a[0] - b[0]) * (a[0] - b[0])
                        + (a[1] - b[1]) * (a[1] - b[1])
                        + (a[2] - b[2]) * (a[2] - b[2]));
    }

    private double[][] pixels(BufferedImage picture) {
        int n = table.imageSize();
        if (picture.getWidth() != n || picture.getHeight() != n) {
            throw new IllegalArgumentException("the checker knows only pictures of " + n + "x" + n);
        }
        double[][] pixels = new double[n * n][];
        for (int i = 0; i < pixels.length; i++) {
            int rgb = picture.getRGB(i % n, i / n);
            pixels[i] = new double[] {(rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff};
        }
        return pixels;
    }
}
