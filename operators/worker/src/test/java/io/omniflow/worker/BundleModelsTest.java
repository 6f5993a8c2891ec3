package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModel;
import io.omniflow.registry.DeviceRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BundleModelsTest {

    private static final Path BUNDLE =
            Path.of("..", "engine", "src", "test", "resources", "fixtures", "sd3-tiny", "bundle");

    private final Device device = DeviceRegistry.available().get(0);

    @Test
    void leasesADeviceForAsLongAsTheModelIsOpen() throws Exception {
        int before = DeviceRegistry.shared().users(device);
        try (StepModel<?> model = BundleModels.load(stage(revision()), EngineConfig.DEFAULT)) {
            assertThat(model).isNotNull();
            assertThat(DeviceRegistry.shared().users(device)).isEqualTo(before + 1);
        }
        assertThat(DeviceRegistry.shared().users(device)).isEqualTo(before);
    }

    @Test
    void refusesABundleThatIsNotTheOneTheJobWasSubmittedWith() {
        int before = DeviceRegistry.shared().users(device);

        assertThatThrownBy(() -> BundleModels.load(stage("0123"), EngineConfig.DEFAULT))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining("0123")
                .hasMessageContaining("submit the job again");
        assertThat(DeviceRegistry.shared().users(device)).isEqualTo(before);
    }

    @Test
    void aModelThatFailsItsFirstStepsIsNotLoaded() {
        int before = DeviceRegistry.shared().users(device);
        ModelSpec tooLarge =
                new ModelSpec(
                        "tiny",
                        revision(),
                        BUNDLE.toString(),
                        64,
                        64,
                        2,
                        64,
                        2,
                        20,
                        100,
                        2.5,
                        20,
                        1_000,
                        4);

        assertThatThrownBy(
                        () ->
                                BundleModels.load(
                                        TestStages.of(tooLarge, 2, 0), EngineConfig.DEFAULT))
                .hasMessageContaining("the model 'tiny' cannot make 1 at once")
                .hasMessageContaining("64 x 64");
        assertThat(DeviceRegistry.shared().users(device)).isEqualTo(before);
    }

    private static String revision() {
        return ModelBundle.inspect(BUNDLE).contentHash();
    }

    private static StageConfig stage(String revision) {
        ModelSpec model =
                new ModelSpec(
                        "tiny",
                        revision,
                        BUNDLE.toString(),
                        8,
                        8,
                        2,
                        8,
                        2,
                        20,
                        100,
                        2.5,
                        20,
                        1_000,
                        4);
        return TestStages.of(model, 2, 0);
    }
}
