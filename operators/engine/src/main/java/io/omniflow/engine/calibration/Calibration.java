package io.omniflow.engine.calibration;

import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code omniflow calibrate} found out about the step caches of one model: the file {@code
 * step_cache.json} at the root of its bundle. Immutable.
 *
 * @param date day of the measurement, such as {@code 2026-11-23}
 * @param conditions how it was measured; {@link Conditions#NONE} if it was not
 * @param points what each setting costs and loses
 * @param coefficients what {@code mag} and {@code tea} need
 * @param levels the quality levels besides {@code exact} by name, best first
 */
public record Calibration(
        String date,
        Conditions conditions,
        List<CalibrationPoint> points,
        StepCacheCoefficients coefficients,
        Map<String, CalibrationPoint> levels) {

    /** Name of the file in a bundle. */
    public static final String FILE = "step_cache.json";

    /** Nothing was measured. */
    public static final Calibration NONE =
            new Calibration("", Conditions.NONE, List.of(), StepCacheCoefficients.NONE, Map.of());

    /**
     * How the points were measured.
     *
     * @param scheduler class name of the sampler
     * @param steps number of inference steps
     * @param guidanceScale classifier-free guidance
     * @param prompts number of prompts
     * @param seeds number of seeds for each prompt
     */
    public record Conditions(
            String scheduler, int steps, double guidanceScale, int prompts, int seeds) {

        /** Of what was not measured. */
        public static final Conditions NONE = new Conditions("", 0, 0, 0, 0);
    }

    /** Copies the collections; the levels keep their order. */
    public Calibration {
        points = List.copyOf(points);
        levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
    }

    /**
     * Reads the calibration of a bundle; {@link #NONE} where there is none.
     *
     * @param bundle directory of the bundle
     * @throws io.omniflow.core.error.InvalidModelException if the file is malformed; the message
     *     names the file and the field
     */
    public static Calibration of(Path bundle) {
        Path file = bundle.resolve(FILE);
        return Files.exists(file) ? CalibrationReader.read(file) : NONE;
    }

    /**
     * Returns the levels as requests resolve them, after {@code exact}.
     *
     * @throws IllegalArgumentException if the default is none of them
     */
    public QualityLevels quality(String defaultLevel) {
        Map<String, StepCacheSpec> specs = new LinkedHashMap<>();
        specs.put(StepCacheSpec.EXACT, StepCacheSpec.OFF);
        levels.forEach((name, point) -> specs.put(name, point.atLevel(name)));
        return new QualityLevels(specs, defaultLevel, coefficients.kinds());
    }
}
