package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.coordination.SuspectMemory.Order;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link SuspectMemory} of a job in the JobManager, shared by the coordinators of all stages,
 * with its ways to the workers and to a file. Called from the JobManager's main thread only.
 */
final class SuspectBoard {

    private static final Logger LOG = LoggerFactory.getLogger(SuspectBoard.class);

    private final SuspectMemory memory = new SuspectMemory();
    private final Set<String> stages = new HashSet<>();
    private final Map<Seat, Way> ways = new HashMap<>();
    private final Map<Seat, Order> undelivered = new HashMap<>();
    private final @Nullable SuspectFile file;
    private List<String> written = List.of();

    /** Creates a board that remembers in a file beyond the JobManager, or in none. */
    SuspectBoard(@Nullable String path) {
        this.file = path == null ? null : new SuspectFile(path);
        if (file != null) {
            load(file.read());
        }
    }

    private record Way(int attempt, SubtaskGateway gateway) {}

    void start(String stage, int workers) {
        stages.add(stage);
        memory.expect(stage, workers);
    }

    void close(String stage) {
        memory.retire(stage);
        stages.remove(stage);
        write();
        if (stages.isEmpty() && file != null) {
            file.close();
        }
    }

    /** A worker can be reached. */
    void ready(Seat seat, int attempt, SubtaskGateway gateway) {
        ways.put(seat, new Way(attempt, gateway));
        Order order = undelivered.remove(seat);
        if (order != null) {
            deliver(order);
        }
    }

    void reported(String stage, SlotReport report, boolean complete) {
        Map<String, Integer> before = memory.suspicions();
        memory.reported(stage, report, complete, now());
        Map<String, Integer> after = memory.suspicions();
        if (!after.equals(before)) {
            LOG.warn("tasks suspected of having killed a process, by fingerprint: {}", after);
        }
        act();
    }

    void ended(Seat seat, int attempt) {
        memory.ended(seat.stage(), seat.worker(), attempt);
        ways.remove(seat);
        act();
    }

    void closed(String stage, WorkerClosed end) {
        memory.closed(stage, end.worker(), end.attempt(), end.process());
        act();
    }

    private void act() {
        List<Order> orders = memory.orders(now());
        write();
        orders.forEach(this::deliver);
    }

    /** A turn must be known for sure before the suspect runs. */
    private void deliver(Order order) {
        Way way = ways.get(order.seat());
        if (way == null || way.attempt() < order.attempt()) {
            undelivered.put(order.seat(), order);
        } else if (way.attempt() == order.attempt()) {
            if (file == null) {
                way.gateway().sendEvent(order.event());
            } else {
                file.afterWriting(() -> way.gateway().sendEvent(order.event()));
            }
        }
    }

    private void write() {
        if (file == null) {
            return;
        }
        List<String> lines = memory.lines();
        if (!lines.equals(written)) {
            written = lines;
            file.write(lines);
        }
    }

    private void load(List<String> lines) {
        try {
            memory.load(lines);
            written = lines;
        } catch (RuntimeException e) {
            LOG.warn("the file of suspects makes no sense; what ran before is not known", e);
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
