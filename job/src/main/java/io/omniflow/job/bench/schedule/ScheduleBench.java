package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the scheduling policies on traces. */
public final class ScheduleBench {

    private final DeviceSettings settings;

    private final String noisy;

    private final Progress progress;

    /**
     * Creates a bench.
     *
     * @param settings the simulated devices
     * @param noisy the tenant whose effect on the others is measured in traces that have it
     * @param progress is told after each replay
     */
    public ScheduleBench(DeviceSettings settings, String noisy, Progress progress) {
        this.settings = settings;
        this.noisy = noisy;
        this.progress = progress;
    }

    /** Is told how far a bench is. */
    @FunctionalInterface
    public interface Progress {

        /** One more of the replays is done. */
        void done(int replays, int all);
    }

    /**
     * Replays traces under every policy.
     *
     * @param files traces, or directories of traces
     * @param loads loads to which each is rescaled; empty for the pace of the trace
     * @throws TraceException if a file is no trace
     */
    public ScheduleReport run(List<Path> files, List<Double> loads) {
        List<Trace> traces = new ArrayList<>();
        for (Path file : expand(files)) {
            Trace trace = TraceFile.read(file);
            if (loads.isEmpty()) {
                traces.add(trace);
            } else {
                loads.forEach(load -> traces.add(trace.scaledTo(load, settings.devices())));
            }
        }
        return compare(traces, PolicyCase.all());
    }

    ScheduleReport compare(List<Trace> traces, List<PolicyCase> policies) {
        int all = traces.size() * policies.size();
        List<RunFigures> runs = new ArrayList<>();
        for (Trace trace : traces) {
            for (PolicyCase policy : policies) {
                runs.add(run(trace, policy));
                progress.done(runs.size(), all);
            }
        }
        return new ScheduleReport(settings, runs);
    }

    private RunFigures run(Trace trace, PolicyCase policy) {
        Replay replay = replay(trace, policy.config());
        List<Outcome> high = RunFigures.of(replay.outcomes(), Priority.HIGH);
        return new RunFigures(
                trace.name(),
                trace.load(settings.devices()),
                policy.name(),
                RunFigures.groups(replay.outcomes(), replay.endMs()),
                Percentiles.of(high.stream().mapToDouble(Outcome::slowdown)).p95(),
                quietChange(trace, replay, policy.config()),
                Fairness.index(trace, replay.servedMs()),
                replay.busyMs() / (settings.devices() * trace.byModel().size() * replay.endMs()),
                replay.preemptions(),
                replay.outcomes().stream().filter(PolicyCase::isStarved).count(),
                replay.outcomes());
    }

    private @Nullable Double quietChange(Trace trace, Replay noise, SchedulerConfig config) {
        if (trace.requests().stream().noneMatch(r -> r.tenant().equals(noisy))) {
            return null;
        }
        double without = quietP95(replay(trace.without(noisy), config));
        return 100 * (quietP95(noise) / without - 1);
    }

    private double quietP95(Replay replay) {
        return Percentiles.of(
                        replay.outcomes().stream()
                                .filter(outcome -> !outcome.request().tenant().equals(noisy))
                                .mapToDouble(Outcome::totalOrNeverMs))
                .p95();
    }

    private Replay replay(Trace trace, SchedulerConfig config) {
        return Replay.of(
                trace.byModel().values().stream()
                        .map(requests -> new Simulation(requests, config, settings).run())
                        .toList());
    }

    private static List<Path> expand(List<Path> files) {
        List<Path> expanded = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                expanded.addAll(tracesIn(file));
            } else {
                expanded.add(file);
            }
        }
        return expanded;
    }

    private static List<Path> tracesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> traces =
                    files.filter(f -> f.toString().endsWith(TraceFile.EXTENSION)).sorted().toList();
            if (traces.isEmpty()) {
                throw new TraceException("no traces (*.csv) in " + directory);
            }
            return traces;
        } catch (IOException e) {
            throw new TraceException("cannot list " + directory + ": " + e.getMessage(), e);
        }
    }
}
