package io.omniflow.engine.calibration;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.calibration.Calibration.Conditions;
import io.omniflow.engine.image.PictureQuality;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads a calibration strictly: every field is known and in its range. */
final class CalibrationReader {

    /** The only form there has been. */
    static final int FORMAT = 1;

    private static final String LEVEL = "[a-z][a-z0-9-]{0,31}";

    private CalibrationReader() {}

    static Calibration read(Path path) {
        ConfigFile file = ConfigFile.read(path);
        if (file.positive("format") != FORMAT) {
            throw file.invalid("'format' is " + file.positive("format") + ", expected " + FORMAT);
        }
        file.refuseOthers(Set.of("format", "date", "measured", "coefficients", "points", "levels"));
        return new Calibration(
                file.text("date"),
                conditions(file.object("measured")),
                file.objects("points").stream().map(CalibrationReader::point).toList(),
                coefficients(file.object("coefficients")),
                levels(file.object("levels")));
    }

    private static Conditions conditions(ConfigFile json) {
        json.refuseOthers(Set.of("scheduler", "steps", "guidance_scale", "prompts", "seeds"));
        return new Conditions(
                json.text("scheduler"),
                json.positive("steps"),
                json.number("guidance_scale"),
                json.positive("prompts"),
                json.positive("seeds"));
    }

    private static StepCacheCoefficients coefficients(ConfigFile json) {
        json.refuseOthers(Set.of("mag_ratios", "tea_polynomial"));
        return new StepCacheCoefficients(
                json.numbers("mag_ratios"), json.numbers("tea_polynomial"));
    }

    private static Map<String, CalibrationPoint> levels(ConfigFile json) {
        Map<String, CalibrationPoint> levels = new LinkedHashMap<>();
        double effort = 1;
        for (String name : json.fields()) {
            if (!name.matches(LEVEL) || name.equals(StepCacheSpec.EXACT)) {
                throw json.invalid("'" + name + "' cannot be the name of a quality level");
            }
            CalibrationPoint point = point(json.object(name));
            if (point.spec().effort() > effort) {
                throw json.invalid("'" + name + "' costs more than the level before it");
            }
            effort = point.spec().effort();
            levels.put(name, point);
        }
        return levels;
    }

    private static CalibrationPoint point(ConfigFile json) {
        json.refuseOthers(
                Set.of(
                        "policy",
                        "threshold",
                        "pattern",
                        "limits",
                        "evaluations",
                        "psnr_mean",
                        "psnr_p5",
                        "ssim"));
        return new CalibrationPoint(
                spec(json),
                ranged(json, "psnr_mean", 0, PictureQuality.MOST_DECIBELS),
                ranged(json, "psnr_p5", 0, PictureQuality.MOST_DECIBELS),
                ranged(json, "ssim", -1, 1));
    }

    private static StepCacheSpec spec(ConfigFile json) {
        String policy = json.text("policy");
        StepCacheKind kind =
                StepCacheKind.find(policy)
                        .filter(k -> k != StepCacheKind.OFF)
                        .orElseThrow(
                                () -> json.invalid("'policy' is " + policy + ", no step cache"));
        double evaluations = ranged(json, "evaluations", 0, 1);
        try {
            return new StepCacheSpec(
                    kind,
                    json.number("threshold", 0),
                    json.has("pattern") ? json.text("pattern") : "",
                    json.has("limits") ? limits(json.object("limits")) : StepCacheLimits.DEFAULT,
                    "",
                    evaluations);
        } catch (IllegalArgumentException e) {
            throw json.invalid(e.getMessage());
        }
    }

    private static StepCacheLimits limits(ConfigFile json) {
        json.refuseOthers(
                Set.of(
                        "warmup_steps",
                        "max_consecutive",
                        "max_reused",
                        "max_accumulated",
                        "front_blocks",
                        "back_blocks",
                        "order"));
        StepCacheLimits usual = StepCacheLimits.DEFAULT;
        return new StepCacheLimits(
                json.positive("warmup_steps", usual.warmupSteps()),
                json.positive("max_consecutive", usual.maxConsecutive()),
                json.positive("max_reused", usual.maxReused()),
                json.number("max_accumulated", usual.maxAccumulated()),
                json.positive("front_blocks", usual.frontBlocks()),
                json.positive("back_blocks", usual.backBlocks()),
                json.positive("order", usual.order()));
    }

    private static double ranged(ConfigFile json, String field, double least, double most) {
        double value = json.number(field);
        if (value < least || value > most) {
            throw json.invalid(
                    String.format("'%s' is %s, expected %s to %s", field, value, least, most));
        }
        return value;
    }
}
