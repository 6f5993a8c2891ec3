package io.omniflow.engine.bench;

import com.google.gson.JsonObject;
import io.omniflow.core.config.ComputeType;
import java.util.List;

/**
 * What was measured of one model.
 *
 * @param name the model
 * @param gflopPerPictureStep billions of operations of one step of one picture, both branches
 * @param steps every type and batch size
 */
public record ModelFigures(String name, double gflopPerPictureStep, List<StepFigures> steps) {

    /** Adds all figures as properties; those of bfloat16 end in {@code _bf16}. */
    void addTo(JsonObject json) {
        for (StepFigures step : steps) {
            String at = "_b" + step.batch() + suffix(step.type());
            json.addProperty("step_ms" + at, rounded(step.millis()));
            json.addProperty("efficiency" + at, rounded(step.ofLarge()));
            json.addProperty("own_efficiency" + at, rounded(step.ofOwn()));
            Double ratio = step.ratio();
            if (ratio != null) {
                json.addProperty("ratio" + at, rounded(ratio));
            }
        }
        json.addProperty("gflop_per_picture_step", rounded(gflopPerPictureStep));
    }

    static String suffix(ComputeType type) {
        return type == ComputeType.FLOAT32 ? "" : "_bf16";
    }

    static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
    }
}
