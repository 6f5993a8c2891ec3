package io.omniflow.job.client;

import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of one request, put together from events and its result. */
public final class RequestState {

    /** The stations of a request. */
    public enum Phase {
        /** Published, nothing heard yet. */
        SENT,
        /** Waits for a worker. */
        WAITING,
        /** A worker computes it. */
        RUNNING,
        /** All its images that have begun make room for more urgent ones. */
        PAUSED,
        /** The result is there. */
        DONE
    }

    private final String id;

    private final TreeMap<Integer, Progress> images = new TreeMap<>();

    private Phase phase = Phase.SENT;

    private final Set<Integer> running = new HashSet<>();

    private int position;

    private String follows = "";

    private long estimatedFinishMs;

    private @Nullable GenerationResult result;

    RequestState(String id) {
        this.id = id;
    }

    /** Returns the request's id. */
    public String id() {
        return id;
    }

    /** Returns where the request is. */
    public Phase phase() {
        return phase;
    }

    /** Returns how many images went before it when it began to wait. */
    public int position() {
        return position;
    }

    /** Returns the id of the request whose generation serves this one too; empty if none does. */
    public String follows() {
        return follows;
    }

    /** Returns when the result is expected, in epoch milliseconds; 0 if that is not known. */
    public long estimatedFinishMs() {
        return estimatedFinishMs;
    }

    /** Returns the steps behind all its images. */
    public int step() {
        return images.values().stream().mapToInt(Progress::getStep).sum();
    }

    /** Returns the steps of all its images that have begun. */
    public int steps() {
        return images.values().stream().mapToInt(Progress::getSteps).sum();
    }

    /** Returns the result once it is there. */
    public Optional<GenerationResult> result() {
        return Optional.ofNullable(result);
    }

    /** The first image tells the place, the last one to be expected the time. */
    void wait(Queued queued) {
        if (phase == Phase.SENT) {
            phase = Phase.WAITING;
            position = queued.getPosition();
            follows = queued.getFollows();
        }
        estimatedFinishMs = Math.max(estimatedFinishMs, queued.getEstimatedFinishMs());
    }

    void pause(int index) {
        running.remove(index);
        if (phase == Phase.RUNNING && running.isEmpty()) {
            phase = Phase.PAUSED;
        }
    }

    void run(int index, @Nullable Progress progress) {
        if (phase != Phase.DONE) {
            phase = Phase.RUNNING;
            running.add(index);
        }
        if (progress != null) {
            images.put(index, progress);
        }
    }

    /** Only the first result counts: at-least-once delivery may repeat it. */
    void end(GenerationResult last) {
        if (result == null) {
            phase = Phase.DONE;
            result = last;
        }
    }
}
