package io.omniflow.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceRegistryTest {

    private static final List<Device> TWO = List.of(Device.gpu(0), Device.gpu(1));

    private final DeviceRegistry registry = new DeviceRegistry();

    @Test
    void spreadsLeasesOverDevices() {
        DeviceLease first = registry.lease(TWO);
        DeviceLease second = registry.lease(TWO);
        DeviceLease third = registry.lease(TWO);

        assertThat(List.of(first.device(), second.device(), third.device()))
                .containsExactly(Device.gpu(0), Device.gpu(1), Device.gpu(0));
    }

    @Test
    void prefersTheDeviceThatWasGivenBack() {
        DeviceLease first = registry.lease(TWO);
        registry.lease(TWO);
        first.close();
        first.close();

        assertThat(registry.users(Device.gpu(0))).isZero();
        assertThat(registry.lease(TWO).device()).isEqualTo(Device.gpu(0));
    }

    @Test
    void refusesAnEmptyChoice() {
        assertThatThrownBy(() -> registry.lease(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void callsUseOneThread() {
        assertThat(DeviceRegistry.available()).isNotEmpty();
        assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    }

    @Test
    void thereIsAlwaysADevice() {
        assertThat(DeviceRegistry.available()).isNotEmpty();
    }
}
