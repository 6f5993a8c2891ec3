package io.omniflow.engine.bench;

import com.google.gson.JsonObject;
import io.omniflow.core.config.ComputeType;
import java.util.List;
import java.util.Map;

/**
 * What {@link EngineBench} found. Times are those of the thread's processor clock on a CPU.
 *
 * @param gemmGflops rate of a large matrix product in each type, the best that the machine does
 *     here
 * @param models the bundle's figures first, then those of the larger model, if it was measured
 */
public record BenchResult(Map<ComputeType, Double> gemmGflops, List<ModelFigures> models) {

    /**
     * Returns the result as one line of JSON: the bundle's figures as properties, those of the
     * larger model as an object.
     */
    public String toJson() {
        JsonObject json = new JsonObject();
        gemmGflops.forEach(
                (type, rate) ->
                        json.addProperty(
                                "gemm_gflops" + ModelFigures.suffix(type),
                                ModelFigures.rounded(rate)));
        models.get(0).addTo(json);
        for (ModelFigures model : models.subList(1, models.size())) {
            JsonObject inner = new JsonObject();
            model.addTo(inner);
            json.add(model.name().replace('-', '_'), inner);
        }
        return json.toString();
    }
}
