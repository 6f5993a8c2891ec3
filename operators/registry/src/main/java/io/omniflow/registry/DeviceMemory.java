package io.omniflow.registry;

import ai.djl.Device;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the memory of one device among the models of this JVM. A model is loaded only once there
 * is room for it; others are asked to leave, and do so between two of their own steps. Who waits
 * longest is next. Safe for use by many threads.
 */
public final class DeviceMemory {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);
    private static final Map<Device, DeviceMemory> SHARED = new ConcurrentHashMap<>();
    private static final long TURN_MS = 5_000;
    private static final long LOOK_MS = 100;

    /** Those who use one model together. */
    private static final class Group {
        private int users;
        private int busy;
        private volatile boolean asked;
    }

    private long budget;
    private final Residency residency;
    private final Map<String, Group> groups = new HashMap<>();
    private final Deque<Object> queue = new ArrayDeque<>();

    /**
     * Creates the memory of a device of its own, apart from the JVM's.
     *
     * @param budget bytes that models may take in all; 0 for no bound
     * @param turnMs milliseconds for which a model in use stays though another one waits
     */
    public DeviceMemory(long budget, long turnMs) {
        this.budget = budget;
        this.residency = new Residency(budget, turnMs);
    }

    /**
     * Returns the memory of a device for all jobs of this JVM. The budget that was named last
     * holds; models that are there already stay until others need the room.
     */
    public static DeviceMemory of(Device device, long budget) {
        DeviceMemory memory =
                SHARED.computeIfAbsent(device, key -> new DeviceMemory(budget, TURN_MS));
        memory.limit(budget);
        return memory;
    }

    /**
     * What a user of a model asks for.
     *
     * @param key names the model; who comes with the same key shares one place
     * @param sharedBytes what the model takes once, however many use it
     * @param ownBytes what this user takes besides
     * @param pinned whether the model stays once it is there, whoever waits
     */
    public record Demand(String key, long sharedBytes, long ownBytes, boolean pinned) {

        private long bytes() {
            return sharedBytes + ownBytes;
        }
    }

    /** A model can never fit. The message tells what it takes and what there is. */
    public static final class TooLargeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TooLargeException(String key, long bytes, long available, long budget) {
            super(
                    String.format(
                            "%s takes %d bytes, but %d are available: the models of a process may"
                                    + " take %d of the device, less what is pinned",
                            key, bytes, available, budget));
        }
    }

    /**
     * Waits for room, on the thread that loads the model next.
     *
     * @return its place, to be closed once its memory is freed
     * @throws TooLargeException if it can never fit
     */
    public synchronized Place enter(Demand demand) throws InterruptedException {
        Object ticket = new Object();
        queue.add(ticket);
        try {
            while (queue.peek() != ticket || !canEnter(demand)) {
                TimeUnit.MILLISECONDS.timedWait(this, LOOK_MS);
            }
            return join(demand);
        } finally {
            queue.remove(ticket);
            notifyAll();
        }
    }

    /** Returns the bytes that models have taken. */
    public synchronized long taken() {
        return residency.taken();
    }

    private synchronized void limit(long bytes) {
        budget = bytes;
        residency.limit(bytes);
        notifyAll();
    }

    private boolean canEnter(Demand demand) {
        boolean holds = residency.holds(demand.key());
        checkSize(demand, holds);
        if (holds && groups.get(demand.key()).asked) {
            return false;
        }
        long more = holds ? demand.ownBytes() : demand.bytes();
        Residency.Plan plan = residency.plan(demand.key(), more, nowMs());
        if (plan.fits()) {
            plan.leave().forEach(other -> ask(other, demand.key()));
        }
        return plan.fits() && plan.leave().isEmpty();
    }

    private void checkSize(Demand demand, boolean holds) {
        String key = demand.key();
        long bytes = holds ? residency.bytesOf(key) + demand.ownBytes() : demand.bytes();
        long available = holds ? residency.roomOf(key) : residency.room();
        if (bytes > available) {
            throw new TooLargeException(key, bytes, available, budget);
        }
    }

    private void ask(String resident, String waiting) {
        Group group = groups.get(resident);
        if (!group.asked) {
            group.asked = true;
            LOG.info("{} makes room for {}", resident, waiting);
        }
    }

    private Place join(Demand demand) {
        String key = demand.key();
        if (residency.holds(key)) {
            residency.resize(key, demand.ownBytes());
        } else {
            residency.enter(key, demand.bytes(), demand.pinned(), nowMs());
            groups.put(key, new Group());
        }
        Group group = groups.get(key);
        group.users++;
        return new Place(key, group, demand.ownBytes());
    }

    private synchronized void use(String key, Group group, boolean busy) {
        group.busy += busy ? 1 : -1;
        residency.use(key, group.busy > 0, nowMs());
    }

    private synchronized void leave(String key, Group group, long ownBytes) {
        group.users--;
        if (group.users == 0) {
            groups.remove(key);
            residency.leave(key);
        } else {
            residency.resize(key, -ownBytes);
        }
        notifyAll();
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** A model's place in the memory. For one thread; others may ask whether it is wanted. */
    public final class Place implements AutoCloseable {

        private final String key;
        private final Group group;
        private final long ownBytes;
        private boolean busy;
        private boolean closed;

        private Place(String key, Group group, long ownBytes) {
            this.key = key;
            this.group = group;
            this.ownBytes = ownBytes;
        }

        /** Tells whether the model must leave; it is unloaded, and then this is closed. */
        public boolean isWanted() {
            return group.asked;
        }

        /** Says whether there is work for the model; cheap when nothing changed. */
        public void use(boolean now) {
            if (busy != now) {
                busy = now;
                DeviceMemory.this.use(key, group, now);
            }
        }

        /** Says that the memory is free again; idempotent. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                use(false);
                leave(key, group, ownBytes);
            }
        }
    }
}
