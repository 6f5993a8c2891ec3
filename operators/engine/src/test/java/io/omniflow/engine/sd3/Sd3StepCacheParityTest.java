package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.calibration.StepCacheCoefficients;
import io.omniflow.engine.calibration.Tuning;
import io.omniflow.engine.testing.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hit patterns and final latents against diffusers' hooks and slow loops in Python. */
class Sd3StepCacheParityTest {

    private static final String PROMPT = "a big red circle on a blue background";
    private static final String FIXTURES = "../stepcache/";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void patternsAndLatents(boolean deterministic) throws IOException {
        Path file = Expected.FIXTURES.resolve(FIXTURES + "manifest.json");
        JsonObject manifest = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        int steps = manifest.get("steps").getAsInt();
        JsonArray cases = manifest.getAsJsonArray("cases");
        Expected expected = Expected.read(FIXTURES + "expected.safetensors");
        try (Sd3StepModel model = load(manifest, deterministic)) {
            List<Sd3Generation> batch = new ArrayList<>();
            for (JsonElement one : cases) {
                batch.add(begin(model, one.getAsJsonObject(), steps));
            }
            for (int i = 0; i < steps; i++) {
                model.step(batch);
            }
            for (int i = 0; i < cases.size(); i++) {
                JsonObject one = cases.get(i).getAsJsonObject();
                String name = one.get("name").getAsString();
                assertThat(batch.get(i).stepCache().pattern())
                        .as(name)
                        .isEqualTo(one.get("expected_pattern").getAsString());
                expected.assertClose(name, batch.get(i).latents().toFloatArray());
                batch.get(i).close();
            }
        }
    }

    private static Sd3Generation begin(Sd3StepModel model, JsonObject one, int steps) {
        Expected known = Expected.read("expected.safetensors");
        HostTensor noise =
                HostTensor.of(known.shape("loop.8x8.in.noise"), known.floats("loop.8x8.in.noise"));
        double guidance = one.get("guidance").getAsDouble();
        GenerationParams params =
                new GenerationParams(PROMPT, "", 8, 8, steps, guidance, 0).withStepCache(spec(one));
        return model.begin(params, new Snapshot(0, Map.of("latents", noise)));
    }

    private static StepCacheSpec spec(JsonObject one) {
        int order = one.has("order") ? one.get("order").getAsInt() : 1;
        return new StepCacheSpec(
                StepCacheKind.find(one.get("kind").getAsString()).orElseThrow(),
                one.has("threshold") ? one.get("threshold").getAsDouble() : 0,
                one.has("pattern") ? one.get("pattern").getAsString() : "",
                new StepCacheLimits(1, 0, 0, 0, 1, 0, order),
                "",
                1);
    }

    private static Sd3StepModel load(JsonObject manifest, boolean deterministic) {
        Path bundle = Expected.FIXTURES.resolve("bundle");
        StepCacheCoefficients coefficients =
                new StepCacheCoefficients(
                        doubles(manifest.getAsJsonArray("mag_ratios")),
                        doubles(manifest.getAsJsonArray("tea_coefficients")));
        return Sd3StepModel.load(
                Sd3Bundle.read(bundle, ConfigFile.read(bundle.resolve("model_index.json"))),
                "step-cache-parity",
                Device.cpu(),
                new EngineConfig(deterministic, ComputeType.FLOAT32),
                new Tuning(coefficients, ApproximateMap.NONE));
    }

    private static List<Double> doubles(JsonArray values) {
        return values.asList().stream().map(JsonElement::getAsDouble).toList();
    }
}
