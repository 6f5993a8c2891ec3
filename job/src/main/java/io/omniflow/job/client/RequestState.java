package io.omniflow.job.client;

import io.omniflow.core.generation.TextAssembly;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Tokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, put together from events and its result. Any number of threads may
 * use it.
 */
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

    private final TreeMap<Integer, TextAssembly> texts = new TreeMap<>();

    private final List<GenerationEvent> previews = new ArrayList<>();

    private String writing = "";

    private Phase phase = Phase.SENT;

    private final Set<Integer> running = new HashSet<>();

    private int position;

    private String follows = "";

    private long estimatedFinishMs;

    private @Nullable GenerationResult result;

    /** Starts with a request of which nothing was heard yet. */
    public RequestState(String id) {
        this.id = id;
    }

    /** Returns the request's id. */
    public String id() {
        return id;
    }

    /** Returns where the request is. */
    public synchronized Phase phase() {
        return phase;
    }

    /** Returns how many images went before it when it began to wait. */
    public synchronized int position() {
        return position;
    }

    /** Returns the id of the request whose generation serves this one too; empty if none does. */
    public synchronized String follows() {
        return follows;
    }

    /** Returns when the result is expected, in epoch milliseconds; 0 if that is not known. */
    public synchronized long estimatedFinishMs() {
        return estimatedFinishMs;
    }

    /** Returns the steps behind all its images. */
    public synchronized int step() {
        return images.values().stream().mapToInt(Progress::getStep).sum();
    }

    /** Returns the steps of all its images that have begun. */
    public synchronized int steps() {
        return images.values().stream().mapToInt(Progress::getSteps).sum();
    }

    /** Returns what is written of its first text while that is written; empty otherwise. */
    public synchronized String text() {
        return texts.isEmpty() ? "" : texts.firstEntry().getValue().text();
    }

    /** Returns what is written of one of its texts while that is written; empty otherwise. */
    public synchronized String text(int index) {
        TextAssembly text = texts.get(index);
        return text == null ? "" : text.text();
    }

    /** Returns the name of the stage whose texts are written; empty before the first one is. */
    public synchronized String writing() {
        return writing;
    }

    /** Returns the previews of its images so far, each once, in the order in which they came. */
    public synchronized List<GenerationEvent> previews() {
        return List.copyOf(previews);
    }

    /** Returns the result once it is there. */
    public synchronized Optional<GenerationResult> result() {
        return Optional.ofNullable(result);
    }

    /** Takes in an event of the request. */
    public synchronized void accept(GenerationEvent event) {
        switch (event.getEventCase()) {
            case QUEUED -> wait(event.getQueued());
            case STARTED, RESUMED -> run(event.getIndex(), null);
            case PAUSED -> pause(event.getIndex());
            case PROGRESS -> {
                run(event.getIndex(), event.getProgress());
                if (!event.getModel().equals(writing)) {
                    texts.clear();
                }
            }
            case TOKENS -> write(event);
            case PARTIAL_IMAGE -> show(event);
            default -> {
                // The result says the rest.
            }
        }
    }

    /** The first image tells the place, the last one to be expected the time. */
    private void wait(Queued queued) {
        if (phase == Phase.SENT) {
            phase = Phase.WAITING;
            position = queued.getPosition();
            follows = queued.getFollows();
        }
        estimatedFinishMs = Math.max(estimatedFinishMs, queued.getEstimatedFinishMs());
    }

    private void pause(int index) {
        running.remove(index);
        if (phase == Phase.RUNNING && running.isEmpty()) {
            phase = Phase.PAUSED;
        }
    }

    private void write(GenerationEvent event) {
        if (!event.getModel().equals(writing)) {
            writing = event.getModel();
            texts.clear();
        }
        Tokens tokens = event.getTokens();
        texts.computeIfAbsent(event.getIndex(), index -> new TextAssembly())
                .add(tokens.getAttempt(), tokens.getTextOffset(), tokens.getText());
    }

    /** A step that is taken again after a recovery shows the same again. */
    private void show(GenerationEvent event) {
        int preview = event.getPartialImage().getPartialImageIndex();
        boolean isKnown =
                previews.stream()
                        .anyMatch(
                                known ->
                                        known.getIndex() == event.getIndex()
                                                && known.getPartialImage().getPartialImageIndex()
                                                        == preview);
        if (!isKnown) {
            previews.add(event);
        }
    }

    private void run(int index, @Nullable Progress progress) {
        if (phase != Phase.DONE) {
            phase = Phase.RUNNING;
            running.add(index);
        }
        if (progress != null) {
            images.put(index, progress);
        }
    }

    /** Takes in the result. Only the first counts: at-least-once delivery may repeat it. */
    public synchronized void end(GenerationResult last) {
        if (result == null) {
            phase = Phase.DONE;
            result = last;
        }
    }
}
