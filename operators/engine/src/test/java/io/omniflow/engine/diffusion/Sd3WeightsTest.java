package io.omniflow.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.LoadMeter;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Sd3WeightsTest {

    private static final int LAYERS = 24;

    /** A second copy of a model that fills the memory would not fit. */
    @ParameterizedTest
    @EnumSource(ComputeType.class)
    void readsLessThanABlockAhead(ComputeType type) {
        PyTorch.enter();
        Sd3Config config =
                new Sd3Config(8, 2, 16, 16, LAYERS, 32, 4, 96, 64, 4, true, Set.of(0, 1, 2));
        LoadMeter meter = new LoadMeter();
        try (Kernels kernels = Kernels.load(Device.cpu());
                NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Sd3Weights.prepare(config, meter, kernels, owner, type);
        }

        assertThat(meter.peak()).isBetween(1L, meter.total() / LAYERS);
    }
}
