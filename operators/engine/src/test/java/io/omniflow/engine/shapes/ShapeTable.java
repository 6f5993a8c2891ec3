package io.omniflow.engine.shapes;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The numbers of {@code deploy/models/train/shapes.json} that the checker needs. */
record ShapeTable(
        @SerializedName("image_size") int imageSize,
        Map<String, double[]> colors,
        List<String> shapes,
        Map<String, Double> geometry,
        Map<String, Double> sizes,
        Rule checker) {

    /** The checker's limits. */
    record Rule(
            @SerializedName("color_tolerance") double colorTolerance,
            @SerializedName("border_share") double borderShare,
            @SerializedName("min_foreground_pixels") int minForegroundPixels,
            @SerializedName("off_line_distance") double offLineDistance,
            @SerializedName("max_off_line_share") double maxOffLineShare,
            @SerializedName("template_radii") double[] templateRadii,
            @SerializedName("template_shift") int templateShift,
            @SerializedName("min_iou") double minIou) {}

    static ShapeTable read() {
        try (Reader reader = Files.newBufferedReader(models().resolve("train/shapes.json"))) {
            return new Gson().fromJson(reader, ShapeTable.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns where the repository keeps its models. */
    static Path models() {
        return Path.of("..", "..", "deploy", "models");
    }

    /** Tells whether a point lies in a shape of radius 1 around the origin, y down. */
    boolean contains(String shape, double x, double y) {
        double ax = Math.abs(x);
        double ay = Math.abs(y);
        return switch (shape) {
            case "circle" -> x * x + y * y <= 1;
            case "square" -> Math.max(ax, ay) <= geometry.get("square_half_side");
            case "triangle" -> inTriangle(ax, y);
            case "cross" -> inCross(ax, ay, geometry.get("cross_half_arm"));
            case "ring" -> inRing(x * x + y * y, geometry.get("ring_inner"));
            case "diamond" -> ax + ay <= geometry.get("diamond_half_diagonal");
            default -> throw new AssertionError(shape);
        };
    }

    private boolean inTriangle(double ax, double y) {
        double apex = geometry.get("triangle_apex_y");
        double base = geometry.get("triangle_base_y");
        return y <= base && ax <= geometry.get("triangle_half_base") * (y - apex) / (base - apex);
    }

    private static boolean inCross(double ax, double ay, double arm) {
        return (ax <= arm && ay <= 1) || (ay <= arm && ax <= 1);
    }

    private static boolean inRing(double square, double inner) {
        return inner * inner <= square && square <= 1;
    }

    /** Returns the share of each pixel that a shape covers, by 4 x 4 points in the pixel. */
    double[] coverage(String shape, double radius, double centreX, double centreY) {
        double[] shares = new double[imageSize * imageSize];
        for (int i = 0; i < shares.length; i++) {
            for (int point = 0; point < 16; point++) {
                double x = i % imageSize + (point % 4 + 0.5) / 4 - imageSize / 2.0 - centreX;
                double y = i / imageSize + (point / 4 + 0.5) / 4 - imageSize / 2.0 - centreY;
                shares[i] += contains(shape, x / radius, y / radius) ? 1 / 16.0 : 0;
            }
        }
        return shares;
    }
}
