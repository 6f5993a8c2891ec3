package io.omniflow.engine.shapes;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * The numbers of {@code deploy/models/train/shapes.json} that captions and their check need.
 *
 * @param imageSize side of the pictures in pixels
 * @param colors red, green and blue, 0 to 255, by name
 * @param shapes names of the shapes
 * @param geometry proportions of the shapes at radius 1
 * @param sizes radius in pixels by name
 * @param sizeWords words of the captions for each size
 * @param templates forms of the captions, with slots in braces
 * @param checker the checker's limits
 */
public record ShapeTable(
        @SerializedName("image_size") int imageSize,
        Map<String, double[]> colors,
        List<String> shapes,
        Map<String, Double> geometry,
        Map<String, Double> sizes,
        @SerializedName("size_words") Map<String, List<String>> sizeWords,
        List<String> templates,
        Rule checker) {

    /**
     * The checker's limits, which {@code shapes_checker.py} explains.
     *
     * @param colorTolerance largest distance of a colour from the table's
     * @param borderShare smallest share of the border that has the colour of the ground
     * @param minForegroundPixels fewest pixels that make a shape
     * @param offLineDistance distance of a pixel that is no mixture of the two colours
     * @param maxOffLineShare largest share of such pixels
     * @param templateRadii radii of the templates in pixels
     * @param templateShift largest shift of the templates in pixels
     * @param minIou smallest overlap that names a shape
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Rule(
            @SerializedName("color_tolerance") double colorTolerance,
            @SerializedName("border_share") double borderShare,
            @SerializedName("min_foreground_pixels") int minForegroundPixels,
            @SerializedName("off_line_distance") double offLineDistance,
            @SerializedName("max_off_line_share") double maxOffLineShare,
            @SerializedName("template_radii") double[] templateRadii,
            @SerializedName("template_shift") int templateShift,
            @SerializedName("min_iou") double minIou) {}

    /**
     * Reads the table of the models' training.
     *
     * @throws InvalidModelException if it cannot be read
     */
    public static ShapeTable read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Gson().fromJson(reader, ShapeTable.class);
        } catch (IOException | JsonParseException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "table of shapes " + file + " cannot be read", e);
        }
    }

    /** Returns the table by which the model of a bundle was trained, if it is the shapes model. */
    public static Optional<ShapeTable> of(Path bundle) {
        Path directory = bundle.toAbsolutePath().normalize();
        Path file = directory.resolveSibling("train").resolve("shapes.json");
        return directory.endsWith("shapes") && Files.isRegularFile(file)
                ? Optional.of(read(file))
                : Optional.empty();
    }

    /**
     * Returns different scenes in an order that the seed decides; after all have come, they come
     * again in another order.
     */
    public List<ShapeScene> scenes(int count, long seed) {
        List<ShapeScene> all = new ArrayList<>();
        for (String shape : shapes) {
            for (String size : new TreeSet<>(sizes.keySet())) {
                for (String color : new TreeSet<>(colors.keySet())) {
                    for (String background : new TreeSet<>(colors.keySet())) {
                        if (!color.equals(background)) {
                            all.add(new ShapeScene(size, color, shape, background));
                        }
                    }
                }
            }
        }
        Random random = new Random(seed);
        List<ShapeScene> scenes = new ArrayList<>();
        while (scenes.size() < count) {
            Collections.shuffle(all, random);
            scenes.addAll(all.subList(0, Math.min(all.size(), count - scenes.size())));
        }
        return scenes;
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
            default -> throw new IllegalArgumentException("no shape is called " + shape);
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
