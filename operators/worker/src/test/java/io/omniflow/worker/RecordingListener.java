package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.StepCost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what a loop said. */
final class RecordingListener implements GenerationListener {

    private final Map<TaskId, Output> outputs = new ConcurrentHashMap<>();
    private final Map<TaskId, CoreModuleException> failures = new ConcurrentHashMap<>();
    private final Map<TaskId, Integer> pauses = new ConcurrentHashMap<>();
    private final Map<TaskId, Integer> steps = new ConcurrentHashMap<>();
    private final Map<TaskId, List<Preview>> previews = new ConcurrentHashMap<>();
    private final List<TaskId> ended = Collections.synchronizedList(new ArrayList<>());
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private final List<List<StepProgress>> progress =
            Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger unloads = new AtomicInteger();
    private final AtomicInteger readies = new AtomicInteger();
    private volatile List<StepCost> costs = List.of();
    private volatile @Nullable Throwable broken;

    Map<TaskId, Output> outputs() {
        return outputs;
    }

    Map<TaskId, CoreModuleException> failures() {
        return failures;
    }

    List<TaskId> ended() {
        return ended;
    }

    List<List<StepProgress>> progress() {
        return progress;
    }

    List<StepCost> costs() {
        return costs;
    }

    @Nullable Throwable broken() {
        return broken;
    }

    /** What became of generations, without progress and outputs. */
    List<String> story() {
        return story;
    }

    int loads() {
        return loads.get();
    }

    int unloads() {
        return unloads.get();
    }

    int readies() {
        return readies.get();
    }

    /** The pauses that counted. */
    int pauses(TaskId id) {
        return pauses.getOrDefault(id, 0);
    }

    /** The newest step reported. */
    int step(TaskId id) {
        return steps.getOrDefault(id, 0);
    }

    int mostAtOnce() {
        return progress.stream().mapToInt(List::size).max().orElse(0);
    }

    int firstStep(TaskId id) {
        synchronized (progress) {
            return progress.stream()
                    .flatMap(List::stream)
                    .filter(report -> report.id().equals(id))
                    .mapToInt(StepProgress::step)
                    .min()
                    .orElse(0);
        }
    }

    /** Returns the previews of a generation, in the order in which they came. */
    List<Preview> previews(TaskId id) {
        return previews.getOrDefault(id, List.of());
    }

    @Override
    public void shown(TaskId id, Preview preview) {
        previews.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(preview);
    }

    @Override
    public void ready() {
        readies.incrementAndGet();
    }

    @Override
    public void loaded(long tookMs) {
        loads.incrementAndGet();
    }

    @Override
    public void unloaded() {
        unloads.incrementAndGet();
    }

    @Override
    public void broken(Throwable failure) {
        broken = failure;
    }

    @Override
    public void began(TaskId id) {
        story.add(id.requestId() + " began");
    }

    @Override
    public void progressed(List<StepProgress> reports) {
        progress.add(reports);
        reports.forEach(report -> steps.put(report.id(), report.step()));
    }

    @Override
    public void paused(TaskId id, int step, int counted) {
        pauses.put(id, counted);
        story.add(id.requestId() + " paused at " + step);
    }

    @Override
    public void resumed(TaskId id, int step) {
        story.add(id.requestId() + " resumed at " + step);
    }

    @Override
    public void measured(List<StepCost> measured) {
        costs = measured;
    }

    @Override
    public void finished(TaskId id, Output output, StepTimes times) {
        outputs.put(id, output);
        ended.add(id);
    }

    @Override
    public void failed(TaskId id, CoreModuleException failure, StepTimes times) {
        failures.put(id, failure);
        ended.add(id);
        story.add(id.requestId() + " failed with " + failure.code());
    }
}
