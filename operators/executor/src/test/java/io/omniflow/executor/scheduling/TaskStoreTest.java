package io.omniflow.executor.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.testing.Tasks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskStoreTest {

    @Test
    void holdsWhatAMapHoldsInRandomHistoriesWithRestarts() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int mostFresh = 1 + random.nextInt(500);
            Map<TaskId, QueuedTask> oracle = new HashMap<>();
            try (StateHarness<TaskStore> store = store(mostFresh, 1 << 20)) {
                for (int i = 0; i < 4_000; i++) {
                    if (random.nextInt(500) == 0) {
                        store.restart();
                        assertThat(store.get().values())
                                .containsExactlyInAnyOrderElementsOf(oracle.values());
                    }
                    if (oracle.isEmpty() || random.nextInt(9) < 5) {
                        QueuedTask task = queued("t" + i, i);
                        store.get().put(task);
                        oracle.put(task.task().id(), task);
                    } else {
                        TaskId id = any(random, oracle);
                        assertThat(store.get().take(id)).isEqualTo(oracle.remove(id));
                    }
                }
                assertThat(store.get().values())
                        .containsExactlyInAnyOrderElementsOf(oracle.values());
            }
        }
    }

    @Test
    void whatComesAndGoesNeverTouchesTheState() throws Exception {
        try (StateHarness<TaskStore> store = store(10, 1 << 20)) {
            for (int i = 0; i < 100; i++) {
                QueuedTask task = queued("t" + i, i);
                store.get().put(task);
                assertThat(store.store().getMapState(SchedulingState.WAITING).isEmpty()).isTrue();
                assertThat(store.get().take(task.task().id())).isEqualTo(task);
            }
        }
    }

    @Test
    void writesTheOldestWhenThereAreTooManyOrTheyAreTooLarge() throws Exception {
        for (StateHarness<TaskStore> store : List.of(store(10, 1 << 20), store(1_000, 100))) {
            try (store) {
                for (int i = 0; i < 200; i++) {
                    store.get().put(queued("t" + i, i));
                }
                assertThat(store.store().getMapState(SchedulingState.WAITING).keys())
                        .contains(new TaskId("t0", 0))
                        .hasSizeGreaterThan(90);
                assertThat(store.get().values()).hasSize(200).doesNotHaveDuplicates();
            }
        }
    }

    private static TaskId any(Random random, Map<TaskId, QueuedTask> tasks) {
        List<TaskId> ids = new ArrayList<>(tasks.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    private static QueuedTask queued(String id, long sequence) {
        return new QueuedTask(Tasks.task(id, Priority.NORMAL), sequence, 1_000);
    }

    private static StateHarness<TaskStore> store(int mostFresh, long mostChars) throws Exception {
        return new StateHarness<>(
                state ->
                        new TaskStore(
                                state.getMapState(SchedulingState.WAITING), mostFresh, mostChars),
                TaskStore::flush);
    }
}
