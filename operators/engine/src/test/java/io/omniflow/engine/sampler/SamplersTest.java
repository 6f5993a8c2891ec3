package io.omniflow.engine.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplersTest {

    @TempDir Path directory;

    @Test
    void aFlowHasThreeSamplers() {
        Samplers samplers = read("FlowMatchEulerDiscreteScheduler", "'shift':3");

        assertThat(samplers.names())
                .containsExactly(
                        "FlowMatchEulerDiscreteScheduler",
                        "DPMSolverMultistepScheduler",
                        "UniPCMultistepScheduler");
        assertThat(samplers.get("").name()).isEqualTo("FlowMatchEulerDiscreteScheduler");
        assertThat(samplers.get("UniPCMultistepScheduler").name())
                .isEqualTo("UniPCMultistepScheduler");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'use_karras_sigmas':true", "'stochastic_sampling':true"})
    void aFlowWithItsOwnLevelsHasOne(String field) {
        assertThat(read("FlowMatchEulerDiscreteScheduler", field).names()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DDIMScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler"})
    void othersHaveTheirOwn(String name) {
        assertThat(read(name, "'_diffusers_version':'0.42.1'").names()).containsExactly(name);
    }

    /** What {@code from_config} makes of the bundle's sampler is what the bundle offers. */
    @ParameterizedTest
    @CsvSource({"DPMSolverMultistepScheduler, false", "UniPCMultistepScheduler, true"})
    void offersWhatConversionMakes(String name, boolean dynamic) {
        String shift = "'use_dynamic_shifting':" + dynamic + ",'base_shift':0.4,'max_shift':1.2";
        Sampler offered = read("FlowMatchEulerDiscreteScheduler", "'shift':2.5," + shift).get(name);
        Sampler converted =
                read(
                                name,
                                "'flow_shift':2.5,'shift':2.5,'use_flow_sigmas':true,"
                                        + "'prediction_type':'flow_prediction',"
                                        + shift)
                        .get("");

        for (int steps : new int[] {1, 2, 9, 17}) {
            SamplerPlan actual = offered.plan(steps, 300, steps / 4);
            SamplerPlan expected = converted.plan(steps, 300, steps / 4);
            assertThat(actual.timesteps()).containsExactly(expected.timesteps());
            for (int i = 0; i < expected.steps(); i++) {
                assertThat(actual.update(i).coefficients().toArray())
                        .containsExactly(expected.update(i).coefficients().toArray());
            }
        }
    }

    @Test
    void refusesOtherSamplersOfARequest() {
        Samplers samplers = read("FlowMatchEulerDiscreteScheduler", "'shift':3");

        assertThatThrownBy(() -> samplers.get("LCMScheduler"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("scheduler is LCMScheduler, expected one of [FlowMatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DDIMScheduler; 'thresholding':true",
                "DDIMScheduler; 'trained_betas':[0.1,0.2]",
                "DDIMScheduler; 'beta_schedule':'sigmoid'",
                "DDIMScheduler; 'prediction_type':'flow_prediction'",
                "DDIMScheduler; 'timestep_spacing':'even'",
                "DDIMScheduler; 'eta':2",
                "DDIMScheduler; 'steps_offset':-1",
                "DDIMScheduler; 'use_karras_sigmas':false",
                "DPMSolverMultistepScheduler; 'algorithm_type':'dpmsolver'",
                "DPMSolverMultistepScheduler; 'solver_type':'bh2'",
                "DPMSolverMultistepScheduler; 'solver_order':4",
                "DPMSolverMultistepScheduler; 'use_beta_sigmas':true",
                "DPMSolverMultistepScheduler; 'use_exponential_sigmas':true",
                "DPMSolverMultistepScheduler; 'use_flow_sigmas':true",
                "DPMSolverMultistepScheduler; 'variance_type':'learned'",
                "DPMSolverMultistepScheduler; 'final_sigmas_type':'none'",
                "DPMSolverMultistepScheduler; 'predict_x0':true",
                "UniPCMultistepScheduler; 'predict_x0':false",
                "UniPCMultistepScheduler; 'lower_order_final':false",
                "UniPCMultistepScheduler; 'solver_p':{}",
                "UniPCMultistepScheduler; 'sigma_min':0.1",
                "UniPCMultistepScheduler; 'solver_type':'midpoint'",
                "UniPCMultistepScheduler; 'disable_corrector':[-1]",
                "UniPCMultistepScheduler; 'beyond_this_release':1"
            })
    void refusesByName(String name, String field) {
        assertThatThrownBy(() -> read(name, field))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(field.substring(0, field.indexOf(':')));
    }

    @Test
    void readsTheInfinityThatPythonWrites() {
        SamplerPlan plan =
                read("DPMSolverMultistepScheduler", "'lambda_min_clipped':-Infinity")
                        .get("")
                        .plan(4, 1, 0);

        assertThat(plan.timesteps()).containsExactly(999, 749, 500, 250);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DDIMScheduler; 'num_train_timesteps':100; 101",
                "DDIMScheduler; 'steps_offset':1; 1000",
                "DDIMScheduler; 'rescale_betas_zero_snr':true,'timestep_spacing':'trailing'; 4",
                "FlowMatchEulerDiscreteScheduler; 'shift_terminal':0.1; 1"
            })
    void refusesStepsThatCannotBeTaken(String name, String fields, int steps) {
        Sampler sampler = read(name, fields).get("");

        assertThatThrownBy(() -> sampler.plan(steps, 16, 0))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STEPS));
    }

    @Test
    void noNoiseIsDrawnTwice() {
        long seed = -7;
        Set<Long> streams = new HashSet<>();
        // The generator looks at these bits alone.
        streams.add(seed & 0xffff_ffffL);
        for (int i = 0; i < 5_000; i++) {
            streams.add(StepNoise.key(seed, i) & 0xffff_ffffL);
        }

        assertThat(streams).hasSize(5_001);
    }

    private Samplers read(String name, String fields) {
        TinyBundle.text(directory, "s.json", "{'_class_name':'" + name + "'," + fields + "}");
        return Samplers.read(ConfigFile.read(directory.resolve("s.json")));
    }
}
