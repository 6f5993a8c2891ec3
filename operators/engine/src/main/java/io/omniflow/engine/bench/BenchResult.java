package io.omniflow.engine.bench;

import com.google.gson.JsonObject;

/**
 * What {@link EngineBench} found. Times are those of the thread's processor clock on a CPU.
 *
 * @param gemmGflops rate of a large matrix product, the best that the machine does here
 * @param stepMsB1 milliseconds of a step of one picture, both branches
 * @param stepMsB4 milliseconds of a step of four pictures
 * @param stepMsB8 milliseconds of a step of eight pictures
 * @param efficiencyB4 rate of a step of four pictures, as a fraction of the matrix product's
 * @param gflopPerPictureStep billions of operations of one step of one picture
 */
public record BenchResult(
        double gemmGflops,
        double stepMsB1,
        double stepMsB4,
        double stepMsB8,
        double efficiencyB4,
        double gflopPerPictureStep) {

    /** Returns the result as one line of JSON. */
    public String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("gemm_gflops", rounded(gemmGflops));
        json.addProperty("step_ms_b1", rounded(stepMsB1));
        json.addProperty("step_ms_b4", rounded(stepMsB4));
        json.addProperty("step_ms_b8", rounded(stepMsB8));
        json.addProperty("efficiency_b4", rounded(efficiencyB4));
        json.addProperty("gflop_per_picture_step", rounded(gflopPerPictureStep));
        return json.toString();
    }

    private static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
    }
}
