package io.omniflow.engine.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sampler against diffusers, step by step, with the same outputs of an absent model. */
class SamplerTrajectoryTest {

    /** A configuration as diffusers saves it, and how it was run. */
    record Case(int index, JsonObject run, long seed) {

        int number(String field) {
            return run.get(field).getAsInt();
        }

        @Override
        public String toString() {
            return index + " " + run;
        }
    }

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/samplers");
    private static final Shape SHAPE = new Shape(1, 2, 2, 3);
    private static final int SIZE = 12;
    private static final double TOLERANCE = 1e-5;

    private static Expected expected;
    private static Kernels kernels;
    private static NDManager manager;

    @TempDir Path directory;

    @BeforeAll
    static void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        expected = Expected.read("../samplers/trajectories.safetensors");
    }

    @AfterAll
    static void close() {
        manager.close();
        kernels.close();
    }

    static Stream<Case> cases() throws IOException {
        JsonObject manifest =
                JsonParser.parseString(Files.readString(FIXTURES.resolve("manifest.json")))
                        .getAsJsonObject();
        List<Case> cases = new ArrayList<>();
        for (JsonElement run : manifest.getAsJsonArray("cases")) {
            cases.add(
                    new Case(
                            cases.size(), run.getAsJsonObject(), manifest.get("seed").getAsLong()));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesTheWayOfDiffusers(Case one) {
        SamplerPlan plan =
                read(one).plan(one.number("steps"), one.number("tokens"), one.number("first"));

        assertThat(plan.timesteps()).containsExactly(expected.floats(one.index + ".timesteps"));
        if (!one.run.toString().contains("DDIMScheduler")) {
            assertSigmas(plan, expected.floats(one.index + ".sigmas"), one);
        }
        float[] latents = expected.floats(one.index + ".latents");
        List<float[]> actual = run(plan, one.seed);
        assertThat(actual).hasSize(latents.length / SIZE);
        for (int i = 0; i < actual.size(); i++) {
            Expected.assertClose(
                    "latents after step " + i,
                    actual.get(i),
                    Arrays.copyOfRange(latents, i * SIZE, (i + 1) * SIZE),
                    TOLERANCE);
        }
    }

    /** Levels are of a flow, or their ratio is what diffusers calls sigma. */
    private static void assertSigmas(SamplerPlan plan, float[] sigmas, Case one) {
        boolean flow = one.run.toString().matches(".*(\"use_flow_sigmas\":true|FlowMatch).*");
        float[] actual = new float[sigmas.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = (float) (plan.sigma(i) / (flow ? 1 : plan.signal(i)));
        }
        if (one.run.toString().contains("FlowMatch")) {
            assertThat(actual).containsExactly(sigmas);
        } else {
            Expected.assertClose("sigmas", actual, sigmas, 2e-7);
        }
    }

    private static List<float[]> run(SamplerPlan plan, long seed) {
        SamplerKernel kernel = new SamplerKernel(kernels);
        float[] outputs = expected.floats("outputs");
        List<float[]> results = new ArrayList<>();
        try (NDManager scratch = manager.newSubManager()) {
            NDArray latents = scratch.create(expected.floats("start"), SHAPE);
            List<NDArray> history = new ArrayList<>();
            for (int i = 0; i < plan.historySize(); i++) {
                history.add(scratch.zeros(SHAPE));
            }
            for (int i = 0; i < plan.steps(); i++) {
                NDArray output =
                        scratch.create(
                                Arrays.copyOfRange(outputs, i * SIZE, (i + 1) * SIZE), SHAPE);
                NDArray noise =
                        plan.update(i).usesNoise()
                                ? kernels.randn(scratch, plan.noiseKey(seed, i), SHAPE.getShape())
                                : null;
                Advanced next =
                        kernel.advance(
                                        scratch,
                                        List.of(
                                                new SamplerMember(
                                                        output,
                                                        1,
                                                        latents,
                                                        history,
                                                        noise,
                                                        plan.update(i))))
                                .get(0);
                latents = next.latents();
                history = next.history();
                results.add(latents.toFloatArray());
            }
        }
        return results;
    }

    private Sampler read(Case one) {
        TinyBundle.text(directory, "s.json", one.run.get("config").toString());
        return Samplers.read(ConfigFile.read(directory.resolve("s.json"))).get("");
    }
}
