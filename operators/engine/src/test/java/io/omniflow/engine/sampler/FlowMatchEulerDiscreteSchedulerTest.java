package io.omniflow.engine.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowMatchEulerDiscreteSchedulerTest {

    /** Of {@code FlowMatchEulerDiscreteScheduler(shift=3.0).set_timesteps(4)} in diffusers. */
    private static final float[] SIGMAS = {
        1.0f, 0.857692301273346f, 0.602150559425354f, 0.008928571827709675f, 0.0f
    };

    private static final float[] TIMESTEPS = {
        1000.0f, 857.6923217773438f, 602.1505737304688f, 8.928571701049805f
    };

    @TempDir Path directory;

    @Test
    void plansAreThoseOfDiffusers() {
        SamplerPlan plan = new FlowMatchEulerDiscreteScheduler(1000, 3.0).plan(4, 16, 0);

        assertThat(plan.timesteps()).containsExactly(TIMESTEPS);
        assertThat(sigmas(plan)).containsExactly(SIGMAS);
        assertThat(plan.update(0).next().output()).isEqualTo(SIGMAS[1] - 1);
        assertThat(plan.historySize()).isZero();
    }

    @Test
    void oneStepGoesAllTheWay() {
        SamplerPlan plan = new FlowMatchEulerDiscreteScheduler(1000, 1.0).plan(1, 16, 0);

        assertThat(sigmas(plan)).containsExactly(1, 0);
        assertThat(plan.timesteps()).containsExactly(1000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 3.0})
    void timestepsAndSigmas(double shift) {
        Expected expected = Expected.read("expected.safetensors");
        SamplerPlan plan = new FlowMatchEulerDiscreteScheduler(1000, shift).plan(10, 16, 0);
        String prefix = "scheduler.shift" + (int) shift + ".";

        assertThat(plan.timesteps()).containsExactly(expected.floats(prefix + "timesteps"));
        assertThat(sigmas(plan)).containsExactly(expected.floats(prefix + "sigmas"));
    }

    @Test
    void aLateStartIsTheRestOfThePlan() {
        FlowMatchEulerDiscreteScheduler sampler = new FlowMatchEulerDiscreteScheduler(1000, 3.0);
        SamplerPlan whole = sampler.plan(4, 16, 0);
        SamplerPlan rest = sampler.plan(4, 16, 1);

        assertThat(rest.steps()).isEqualTo(3);
        assertThat(rest.timestep(0)).isEqualTo(whole.timestep(1));
        assertThat(rest.sigma(3)).isZero();
        assertThat(rest.noiseKey(5, 0)).isEqualTo(whole.noiseKey(5, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'use_beta_sigmas':true",
                "'invert_sigmas':true",
                "'shift_terminal':1",
                "'use_dynamic_shifting':'yes'",
                "'time_shift_type':'cubic'",
                "'beyond_this_release':1",
                "'shift':0"
            })
    void refusesWhatItDoesNotCompute(String field) {
        TinyBundle.text(
                directory,
                "s.json",
                "{'_class_name':'FlowMatchEulerDiscreteScheduler'," + field + "}");
        ConfigFile file = ConfigFile.read(directory.resolve("s.json"));

        assertThatThrownBy(() -> Samplers.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(field.substring(0, field.indexOf(':')));
    }

    @Test
    void refusesOtherSchedulers() {
        TinyBundle.text(directory, "s.json", "{'_class_name':'LCMScheduler'}");
        ConfigFile file = ConfigFile.read(directory.resolve("s.json"));

        assertThatThrownBy(() -> Samplers.read(file))
                .hasMessageContaining("'_class_name' is not supported: LCMScheduler");
    }

    private static float[] sigmas(SamplerPlan plan) {
        float[] sigmas = new float[plan.steps() + 1];
        for (int i = 0; i < sigmas.length; i++) {
            sigmas[i] = (float) plan.sigma(i);
        }
        return sigmas;
    }
}
