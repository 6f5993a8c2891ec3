package io.omniflow.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {

    private final DeviceMemory memory = new DeviceMemory(100, 20);

    @Test
    void whoHasNoWorkLeavesForWhoComes() throws InterruptedException {
        DeviceMemory.Place idle = memory.enter(new DeviceMemory.Demand("idle", 60, 0, false));
        DeviceMemory.Place busy = memory.enter(new DeviceMemory.Demand("busy", 40, 0, false));
        busy.use(true);
        CompletableFuture<DeviceMemory.Place> comes = enter("comes", 50);

        await().until(idle::isWanted);
        assertThat(comes).isNotDone();
        assertThat(busy.isWanted()).isFalse();
        idle.close();
        idle.close();
        assertThat(comes.join().isWanted()).isFalse();
        assertThat(memory.taken()).isEqualTo(90);
    }

    @Test
    void whoHasWorkLeavesWhenItsTurnIsOver() throws InterruptedException {
        DeviceMemory.Place busy = memory.enter(new DeviceMemory.Demand("busy", 60, 0, false));
        busy.use(true);
        CompletableFuture<DeviceMemory.Place> comes = enter("comes", 50);

        await().until(busy::isWanted);
        busy.close();
        comes.join();
        assertThat(memory.taken()).isEqualTo(50);
    }

    @Test
    void equalModelsShareAPlaceAndLeaveTogether() throws InterruptedException {
        DeviceMemory.Place one = memory.enter(new DeviceMemory.Demand("shared", 70, 0, false));
        DeviceMemory.Place two = memory.enter(new DeviceMemory.Demand("shared", 70, 0, false));
        CompletableFuture<DeviceMemory.Place> comes = enter("comes", 50);

        await().until(() -> one.isWanted() && two.isWanted());
        one.close();
        assertThat(memory.taken()).isEqualTo(70);
        two.close();
        comes.join();
        assertThat(memory.taken()).isEqualTo(50);
    }

    @Test
    void aPinnedModelStaysAndOthersThatCannotFitBesideItAreRefused() throws InterruptedException {
        memory.enter(new DeviceMemory.Demand("pinned", 60, 0, true));

        assertThatThrownBy(() -> memory.enter(new DeviceMemory.Demand("large", 41, 0, false)))
                .isInstanceOf(DeviceMemory.TooLargeException.class)
                .hasMessageContaining("large takes 41 bytes, but 40 are available")
                .hasMessageContaining("may take 100 of the device");
        assertThat(enter("small", 40).join().isWanted()).isFalse();
    }

    @Test
    void whoSharesAModelTakesOnlyItsOwnBesides() throws InterruptedException {
        DeviceMemory.Demand demand = new DeviceMemory.Demand("shared", 40, 20, false);
        DeviceMemory.Place one = memory.enter(demand);
        DeviceMemory.Place two = memory.enter(demand);

        assertThat(memory.taken()).isEqualTo(80);
        memory.enter(demand);
        assertThat(memory.taken()).isEqualTo(100);
        assertThatThrownBy(() -> memory.enter(demand))
                .isInstanceOf(DeviceMemory.TooLargeException.class)
                .hasMessageContaining("shared takes 120 bytes, but 100 are available");
        one.close();
        two.close();
        assertThat(memory.taken()).isEqualTo(60);
    }

    private CompletableFuture<DeviceMemory.Place> enter(String key, long bytes) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return memory.enter(new DeviceMemory.Demand(key, bytes, 0, false));
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                });
    }
}
