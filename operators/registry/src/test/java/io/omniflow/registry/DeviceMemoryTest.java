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
        DeviceMemory.Place idle = memory.enter("idle", 60, false);
        DeviceMemory.Place busy = memory.enter("busy", 40, false);
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
        DeviceMemory.Place busy = memory.enter("busy", 60, false);
        busy.use(true);
        CompletableFuture<DeviceMemory.Place> comes = enter("comes", 50);

        await().until(busy::isWanted);
        busy.close();
        comes.join();
        assertThat(memory.taken()).isEqualTo(50);
    }

    @Test
    void equalModelsShareAPlaceAndLeaveTogether() throws InterruptedException {
        DeviceMemory.Place one = memory.enter("shared", 70, false);
        DeviceMemory.Place two = memory.enter("shared", 70, false);
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
        memory.enter("pinned", 60, true);

        assertThatThrownBy(() -> memory.enter("large", 41, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("large takes 41 bytes, more than the 100");
        assertThat(enter("small", 40).join().isWanted()).isFalse();
    }

    private CompletableFuture<DeviceMemory.Place> enter(String key, long bytes) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return memory.enter(key, bytes, false);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                });
    }
}
