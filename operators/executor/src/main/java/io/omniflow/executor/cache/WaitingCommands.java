package io.omniflow.executor.cache;

import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.WorkerCommandCodec;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait in their order until the output for the first of their neighbourhood is read:
 * on the heap, and in keyed state when a snapshot is taken. Reading and writing state sets the
 * current key.
 */
final class WaitingCommands {

    /** The name of the state; never rename it. */
    private static final ListStateDescriptor<WorkerCommand> WAITING =
            new ListStateDescriptor<>(
                    "waiting-commands", new CodecSerializer<>(WorkerCommandCodec.INSTANCE));

    private final KeyedStateBackend<String> backend;
    private final ListState<WorkerCommand> state;
    private final Map<String, Queue<WorkerCommand>> byKey = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private int size;

    WaitingCommands(KeyedStateBackend<String> backend, KeyedStateStore states) {
        this.backend = backend;
        state = states.getListState(WAITING);
    }

    int size() {
        return size;
    }

    Set<String> keys() {
        return Set.copyOf(byKey.keySet());
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    void add(WorkerCommand command) {
        byKey.computeIfAbsent(command.cacheKey(), key -> new ArrayDeque<>()).add(command);
        size++;
    }

    @Nullable WorkerCommand first(String key) {
        Queue<WorkerCommand> commands = byKey.get(key);
        return commands == null ? null : commands.element();
    }

    void removeFirst(String key) {
        Queue<WorkerCommand> commands = byKey.get(key);
        commands.remove();
        size--;
        if (commands.isEmpty()) {
            byKey.remove(key);
        }
    }

    void restore() throws Exception {
        backend.applyToAllKeys(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                WAITING,
                (key, commands) -> {
                    commands.get().forEach(this::add);
                    written.add(key);
                });
    }

    void write() throws Exception {
        written.addAll(byKey.keySet());
        for (String key : written) {
            backend.setCurrentKey(key);
            state.update(List.copyOf(byKey.getOrDefault(key, new ArrayDeque<>())));
        }
        written.retainAll(byKey.keySet());
    }
}
