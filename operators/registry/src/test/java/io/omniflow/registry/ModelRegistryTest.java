package io.omniflow.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {

    private static final Device CPU = Device.cpu();

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ModelRegistry lasting = new ModelRegistry(Duration.ofMinutes(1), scheduler);
    private final ModelRegistry fleeting = new ModelRegistry(Duration.ofMillis(20), scheduler);
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void sharesWhatIsLoaded() {
        try (WeightsLease one = lasting.acquire("a", CPU, this::load);
                WeightsLease two = lasting.acquire("a", CPU, this::load)) {
            assertThat(one.arrays().get("w")).isSameAs(two.arrays().get("w"));
            assertThat(one.device()).isEqualTo(CPU);
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void loadsEachContentApart() {
        try (WeightsLease one = lasting.acquire("a", CPU, this::load);
                WeightsLease two = lasting.acquire("b", CPU, this::load)) {
            assertThat(one.arrays().get("w")).isNotSameAs(two.arrays().get("w"));
        }
        assertThat(loads).hasValue(2);
    }

    @Test
    void loadsOnceForManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<WeightsLease>> calls = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            calls.add(() -> lasting.acquire("a", CPU, this::loadSlowly));
        }
        for (Future<WeightsLease> lease : threads.invokeAll(calls)) {
            lease.get().close();
        }
        threads.shutdown();

        assertThat(loads).hasValue(1);
        assertThat(lasting.size()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsReleasedForAWhile() {
        lasting.acquire("a", CPU, this::load).close();
        lasting.acquire("a", CPU, this::load).close();

        assertThat(loads).hasValue(1);
    }

    @Test
    void freesWhatNobodyUses() {
        WeightsLease lease = fleeting.acquire("a", CPU, this::load);
        NDManager manager = lease.manager();
        lease.close();

        await().until(() -> fleeting.size() == 0 && !manager.isOpen());
        fleeting.acquire("a", CPU, this::load).close();
        assertThat(loads).hasValue(2);
    }

    @Test
    void doesNotFreeWhatIsUsedAgain() throws Exception {
        WeightsLease first = fleeting.acquire("a", CPU, this::load);
        first.close();
        try (WeightsLease second = fleeting.acquire("a", CPU, this::load)) {
            first.close();
            Thread.sleep(60);
            assertThat(second.manager().isOpen()).isTrue();
            assertThat(second.arrays().get("w").toFloatArray()).containsExactly(1, 2);
        }
    }

    @Test
    void forgetsAFailure() {
        assertThatThrownBy(() -> lasting.acquire("a", CPU, this::fail))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(lasting.size()).isZero();
        try (WeightsLease lease = lasting.acquire("a", CPU, this::load)) {
            assertThat(lease.arrays()).containsOnlyKeys("w");
        }
    }

    private Map<String, NDArray> load(NDManager manager) {
        loads.incrementAndGet();
        return Map.of("w", manager.create(new float[] {1, 2}));
    }

    private Map<String, NDArray> loadSlowly(NDManager manager) {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return load(manager);
    }

    private Map<String, NDArray> fail(NDManager manager) {
        manager.create(1f);
        throw new IllegalStateException("broken");
    }
}
