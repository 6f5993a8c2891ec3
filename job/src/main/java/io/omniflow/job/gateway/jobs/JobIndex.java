package io.omniflow.job.gateway.jobs;

import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.Subscription;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The requests of which the topics tell, newest last, within bounds of number, memory and age: the
 * oldest are forgotten first, and of those the finished ones before others. Every instance that
 * reads the topics has the same. Any number of threads may use it.
 */
public final class JobIndex {

    /**
     * What the index keeps.
     *
     * @param jobs most requests
     * @param bytes most memory, about, in bytes; pictures are not kept
     * @param ageMs longest time since a request was published, in milliseconds
     */
    public record Bounds(int jobs, long bytes, long ageMs) {}

    private final Bounds bounds;

    private final Clock clock;

    private final Map<String, Job> jobs = new LinkedHashMap<>();

    private final Map<String, List<Runnable>> watchers = new ConcurrentHashMap<>();

    private long bytes;

    /** Creates an empty index. */
    public JobIndex(Bounds bounds, Clock clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** Takes in what is said on a topic, and tells those who watch the request. */
    public void accept(Incoming incoming) {
        String id = id(incoming);
        if (id.isEmpty()) {
            return;
        }
        take(id, incoming);
        watchers.getOrDefault(id, List.of()).forEach(Runnable::run);
    }

    private synchronized void take(String id, Incoming incoming) {
        Job job = jobs.computeIfAbsent(id, key -> begun(key));
        long before = job.bytes();
        if (incoming instanceof Incoming.Request in) {
            job.ask(in.request(), in.timeMs());
        } else if (incoming instanceof Incoming.Event in) {
            job.accept(in.event());
        } else if (incoming instanceof Incoming.Result in) {
            job.end(in.result(), in.place());
        }
        bytes += job.bytes() - before;
        prune();
    }

    private Job begun(String id) {
        Job job = new Job(id, clock.millis());
        bytes += job.bytes();
        return job;
    }

    private static String id(Incoming incoming) {
        if (incoming instanceof Incoming.Request in) {
            return in.request().getId();
        }
        return incoming instanceof Incoming.Event in
                ? in.event().getRequestId()
                : ((Incoming.Result) incoming).result().getRequestId();
    }

    private void prune() {
        long oldest = clock.millis() - bounds.ageMs();
        forget(job -> job.createdMs() < oldest, false);
        forget(job -> isFull() && job.result().isPresent(), true);
        forget(job -> isFull(), false);
    }

    private boolean isFull() {
        return jobs.size() > bounds.jobs() || bytes > bounds.bytes();
    }

    private void forget(Predicate<Job> which, boolean passesOver) {
        Iterator<Job> each = jobs.values().iterator();
        while (each.hasNext()) {
            Job job = each.next();
            if (which.test(job)) {
                each.remove();
                bytes -= job.bytes();
            } else if (!passesOver || !isFull()) {
                return;
            }
        }
    }

    /** Returns a request of which more is known than events. */
    public synchronized Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.tenant().isPresent());
    }

    /**
     * Returns requests, newest first.
     *
     * @param which which of them
     * @param after id of the request behind which to begin; empty for the newest
     * @param limit most requests to return
     */
    public synchronized List<Job> list(Predicate<Job> which, String after, int limit) {
        List<Job> all = new ArrayList<>(jobs.values());
        List<Job> found = new ArrayList<>();
        boolean isBehind = after.isEmpty();
        for (int i = all.size() - 1; i >= 0 && found.size() < limit; i--) {
            Job job = all.get(i);
            if (isBehind && job.tenant().isPresent() && which.test(job)) {
                found.add(job);
            }
            isBehind = isBehind || job.id().equals(after);
        }
        return found;
    }

    /** Calls back, on any thread, whenever something is said of a request. */
    public Subscription watch(String id, Runnable callback) {
        watchers.compute(
                id,
                (key, present) -> {
                    List<Runnable> list = present == null ? new CopyOnWriteArrayList<>() : present;
                    list.add(callback);
                    return list;
                });
        return () ->
                watchers.computeIfPresent(
                        id,
                        (key, list) -> {
                            list.remove(callback);
                            return list.isEmpty() ? null : list;
                        });
    }

    /** Returns how many requests it has. */
    public synchronized int size() {
        return jobs.size();
    }

    /** Returns about how much memory it takes, in bytes. */
    public synchronized long bytes() {
        return bytes;
    }
}
