package io.omniflow.engine.calibration;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes calibrations as {@link Calibration#of} reads them. */
public final class CalibrationWriter {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private CalibrationWriter() {}

    /**
     * Puts a calibration into a bundle, whose content hash changes with it. A reader sees the old
     * file or the new one, never a part.
     *
     * @param bundle directory of the bundle
     */
    public static void write(Calibration calibration, Path bundle) throws IOException {
        Path file = bundle.resolve(Calibration.FILE);
        Path part = bundle.resolve(Calibration.FILE + ".part");
        Files.writeString(part, GSON.toJson(json(calibration)) + "\n");
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JsonObject json(Calibration calibration) {
        JsonObject json = new JsonObject();
        json.addProperty("format", CalibrationReader.FORMAT);
        json.addProperty("date", calibration.date());
        json.add("measured", json(calibration.conditions()));
        JsonObject coefficients = new JsonObject();
        coefficients.add("mag_ratios", array(calibration.coefficients().magRatios()));
        coefficients.add("tea_polynomial", array(calibration.coefficients().teaCoefficients()));
        json.add("coefficients", coefficients);
        JsonObject levels = new JsonObject();
        calibration.levels().forEach((name, point) -> levels.add(name, json(point)));
        json.add("levels", levels);
        JsonArray points = new JsonArray();
        calibration.points().forEach(point -> points.add(json(point)));
        json.add("points", points);
        return json;
    }

    private static JsonObject json(Calibration.Conditions conditions) {
        JsonObject json = new JsonObject();
        json.addProperty("scheduler", conditions.scheduler());
        json.addProperty("steps", conditions.steps());
        json.addProperty("guidance_scale", conditions.guidanceScale());
        json.addProperty("prompts", conditions.prompts());
        json.addProperty("seeds", conditions.seeds());
        return json;
    }

    private static JsonObject json(CalibrationPoint point) {
        StepCacheSpec spec = point.spec();
        JsonObject json = new JsonObject();
        json.addProperty("policy", spec.kind().text());
        if (spec.kind().hasThreshold()) {
            json.addProperty("threshold", spec.threshold());
        }
        if (spec.kind().hasPattern()) {
            json.addProperty("pattern", spec.pattern());
        }
        JsonObject limits = limits(spec.limits(), spec.kind());
        if (!limits.isEmpty()) {
            json.add("limits", limits);
        }
        json.addProperty("evaluations", rounded(spec.effort()));
        json.addProperty("psnr_mean", rounded(point.psnrMean()));
        json.addProperty("psnr_p5", rounded(point.psnrP5()));
        json.addProperty("ssim", rounded(point.ssim()));
        return json;
    }

    /** Writes what is not usual, and the order wherever it counts. */
    private static JsonObject limits(StepCacheLimits limits, StepCacheKind kind) {
        StepCacheLimits usual = StepCacheLimits.DEFAULT;
        JsonObject json = new JsonObject();
        add(json, "warmup_steps", limits.warmupSteps(), usual.warmupSteps());
        add(json, "max_consecutive", limits.maxConsecutive(), usual.maxConsecutive());
        add(json, "max_reused", limits.maxReused(), usual.maxReused());
        if (limits.maxAccumulated() != usual.maxAccumulated()) {
            json.addProperty("max_accumulated", limits.maxAccumulated());
        }
        add(json, "front_blocks", limits.frontBlocks(), usual.frontBlocks());
        add(json, "back_blocks", limits.backBlocks(), usual.backBlocks());
        add(json, "order", limits.order(), kind == StepCacheKind.TAYLOR ? 0 : usual.order());
        return json;
    }

    private static void add(JsonObject json, String field, int value, int usual) {
        if (value != usual) {
            json.addProperty(field, value);
        }
    }

    private static JsonArray array(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }
}
