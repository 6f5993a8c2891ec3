package io.omniflow.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ConfigFile;
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
    void schedulesAreThoseOfDiffusers() {
        Schedule schedule = new FlowMatchEulerDiscreteScheduler(1000, 3.0).schedule(4);

        assertThat(schedule.sigmas()).containsExactly(SIGMAS);
        assertThat(schedule.timesteps()).containsExactly(TIMESTEPS);
        assertThat(schedule.delta(0)).isEqualTo(SIGMAS[1] - 1);
    }

    @Test
    void oneStepGoesAllTheWay() {
        Schedule schedule = new FlowMatchEulerDiscreteScheduler(1000, 1.0).schedule(1);

        assertThat(schedule.sigmas()).containsExactly(1, 0);
        assertThat(schedule.timesteps()).containsExactly(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'use_dynamic_shifting':true",
                "'use_karras_sigmas':true",
                "'shift_terminal':0.02",
                "'stochastic_sampling':true",
                "'beyond_this_release':1",
                "'shift':0"
            })
    void refusesWhatItDoesNotCompute(String field) {
        TinyBundle.text(
                directory,
                "s.json",
                "{'_class_name':'FlowMatchEulerDiscreteScheduler'," + field + "}");
        ConfigFile file = ConfigFile.read(directory.resolve("s.json"));

        assertThatThrownBy(() -> FlowMatchEulerDiscreteScheduler.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(field.substring(0, field.indexOf(':')));
    }

    @Test
    void refusesOtherSchedulers() {
        TinyBundle.text(directory, "s.json", "{'_class_name':'DDIMScheduler'}");
        ConfigFile file = ConfigFile.read(directory.resolve("s.json"));

        assertThatThrownBy(() -> FlowMatchEulerDiscreteScheduler.read(file))
                .hasMessageContaining("'_class_name' is not supported: DDIMScheduler");
    }
}
