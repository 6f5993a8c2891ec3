package io.omniflow.engine.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.LoadMeter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoencoderWeightsTest {

    private static final int WIDTH = 24;

    @Test
    void readsOneTensorAtATime() {
        PyTorch.enter();
        AutoencoderConfig config =
                new AutoencoderConfig(3, 3, List.of(8, WIDTH), 2, 4, 8, 32, 1, 0, true, true, true);
        LoadMeter meter = new LoadMeter();
        try (Kernels kernels = Kernels.load(Device.cpu());
                NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            AutoencoderWeights.prepare(config, meter, kernels, owner);
        }

        assertThat(meter.peak()).isEqualTo(WIDTH * WIDTH * 9 * Float.BYTES);
    }
}
