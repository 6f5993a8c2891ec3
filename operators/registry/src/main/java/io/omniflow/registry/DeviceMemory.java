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

    private final long budget;
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
     * Returns the memory of a device for all jobs of this JVM. The budget that was named first
     * holds until the JVM ends, since models lie there already.
     */
    public static DeviceMemory of(Device device, long budget) {
        return SHARED.computeIfAbsent(device, key -> new DeviceMemory(budget, TURN_MS));
    }

    /**
     * Waits for room, on the thread that loads the model next. Who comes with the same key shares
     * one place.
     *
     * @param key names the model
     * @param bytes what it takes
     * @param pinned whether it stays once it is there, whoever waits
     * @return its place, to be closed once its memory is freed
     * @throws IllegalArgumentException if it can never fit; the message tells both sizes
     */
    public synchronized Place enter(String key, long bytes, boolean pinned)
            throws InterruptedException {
        Object ticket = new Object();
        queue.add(ticket);
        try {
            while (queue.peek() != ticket || !canEnter(key, bytes)) {
                TimeUnit.MILLISECONDS.timedWait(this, LOOK_MS);
            }
            return join(key, bytes, pinned);
        } finally {
            queue.remove(ticket);
            notifyAll();
        }
    }

    /** Returns the bytes that models have taken. */
    public synchronized long taken() {
        return residency.taken();
    }

    /** Tells whether models may have to leave. */
    public boolean isBounded() {
        return budget > 0;
    }

    private boolean canEnter(String key, long bytes) {
        if (residency.holds(key)) {
            return !groups.get(key).asked;
        }
        if (!residency.canFit(bytes)) {
            throw new IllegalArgumentException(
                    key
                            + " takes "
                            + bytes
                            + " bytes, more than the "
                            + budget
                            + " that the models of a process may take of the device leave beside"
                            + " what is pinned");
        }
        Residency.Plan plan = residency.plan(bytes, nowMs());
        if (plan.fits()) {
            plan.leave().forEach(other -> ask(other, key));
        }
        return plan.fits() && plan.leave().isEmpty();
    }

    private void ask(String resident, String waiting) {
        Group group = groups.get(resident);
        if (!group.asked) {
            group.asked = true;
            LOG.info("{} makes room for {}", resident, waiting);
        }
    }

    private Place join(String key, long bytes, boolean pinned) {
        if (!residency.holds(key)) {
            residency.enter(key, bytes, pinned, nowMs());
            groups.put(key, new Group());
        }
        Group group = groups.get(key);
        group.users++;
        return new Place(key, group);
    }

    private synchronized void use(String key, Group group, boolean busy) {
        group.busy += busy ? 1 : -1;
        residency.use(key, group.busy > 0, nowMs());
    }

    private synchronized void leave(String key, Group group) {
        group.users--;
        if (group.users == 0) {
            groups.remove(key);
            residency.leave(key);
            notifyAll();
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** A model's place in the memory. For one thread; others may ask whether it is wanted. */
    public final class Place implements AutoCloseable {

        private final String key;
        private final Group group;
        private boolean busy;
        private boolean closed;

        private Place(String key, Group group) {
            this.key = key;
            this.group = group;
        }

        /** Tells whether the model must leave; it is unloaded, and then this is closed. */
        public boolean isWanted() {
            return group.asked;
        }

        /** Tells whether models of the device may have to leave at all. */
        public boolean isBounded() {
            return DeviceMemory.this.isBounded();
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
                leave(key, group);
            }
        }
    }
}
