package io.omniflow.job.bench.ditcache;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a run of the bench found. */
public final class DitCacheFigures {

    private final Workload workload;
    private final List<WayRun> runs;
    private final Savings savings;
    private final Quality quality;
    private final HitLatency latency;
    private final @Nullable LookupFigures lookups;

    /**
     * Sets everything side by side.
     *
     * @param runs of {@link CacheWay#NONE}, {@link CacheWay#EXACT} and {@link
     *     CacheWay#APPROXIMATE}, in this order
     * @param lookups null if they were not measured
     */
    DitCacheFigures(
            Workload workload,
            List<WayRun> runs,
            Pictures pictures,
            HitLatency latency,
            @Nullable LookupFigures lookups) {
        this.workload = workload;
        this.runs = List.copyOf(runs);
        this.savings =
                Savings.of(Ceiling.of(workload.requests()), runs.get(0), runs.get(1), runs.get(2));
        this.quality = Quality.of(pictures, runs.get(0), runs.get(1), runs.get(2));
        this.latency = latency;
        this.lookups = lookups;
    }

    Workload workload() {
        return workload;
    }

    List<WayRun> runs() {
        return runs;
    }

    WayRun last() {
        return runs.get(runs.size() - 1);
    }

    Savings savings() {
        return savings;
    }

    Quality quality() {
        return quality;
    }

    HitLatency latency() {
        return latency;
    }

    @Nullable LookupFigures lookups() {
        return lookups;
    }

    /** Returns the tables, in Markdown. */
    public String tables() {
        return new DitCacheTable(this).text();
    }

    /** Returns the figures as a tree of maps, numbers and texts. */
    public Map<String, @Nullable Object> toJson() {
        return DitCacheJson.of(this);
    }

    /** Draws latencies and savings to a PNG file. */
    public void plot(Path file) {
        DitCachePlot.write(this, file);
    }
}
