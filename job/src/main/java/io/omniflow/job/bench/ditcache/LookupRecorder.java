package io.omniflow.job.bench.ditcache;

import io.omniflow.core.request.GenerationTask;
import java.io.Serializable;
import org.apache.flink.api.common.accumulators.Histogram;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Notes when the answers of the cache leave it; it sits in the cache's own thread. */
final class LookupRecorder<T> extends RichFlatMapFunction<T, Long> {

    static final String MICROS = "micros";
    static final String FIRST_NANOS = "first-nanos";
    static final String LAST_NANOS = "last-nanos";

    /** The wall clock at the first one, in epoch milliseconds: checkpoints go by that. */
    static final String FIRST_MS = "first-ms";

    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "lookup-";
    private static final long NANOS_A_US = 1_000;
    private static final int FINE_US = 10;
    private static final int COARSE_US = 100;
    private static final int FINE_BELOW_US = 10_000;

    /** Finds the task of a record; null in records that carry none. */
    interface TaskOf<T> extends Serializable {
        @Nullable GenerationTask in(T record);
    }

    private final TaskOf<T> taskOf;
    private final String name;
    private final long firstCounted;
    private transient Histogram micros;
    private transient LongMinimum first;
    private transient LongMinimum firstMs;
    private transient LongMaximum last;

    /**
     * Creates a recorder.
     *
     * @param name tells its figures from those of others
     * @param firstCounted number of the first look-up that counts
     */
    LookupRecorder(String name, long firstCounted, TaskOf<T> taskOf) {
        this.name = name;
        this.firstCounted = firstCounted;
        this.taskOf = taskOf;
    }

    @Override
    public void open(OpenContext context) {
        micros = new Histogram();
        first = new LongMinimum();
        firstMs = new LongMinimum();
        last = new LongMaximum();
        getRuntimeContext().addAccumulator(name + MICROS, micros);
        getRuntimeContext().addAccumulator(name + FIRST_NANOS, first);
        getRuntimeContext().addAccumulator(name + FIRST_MS, firstMs);
        getRuntimeContext().addAccumulator(name + LAST_NANOS, last);
    }

    @Override
    public void flatMap(T record, Collector<Long> out) {
        long now = System.nanoTime();
        GenerationTask task = taskOf.in(record);
        if (task == null
                || Long.parseLong(task.id().requestId().substring(PREFIX.length()))
                        < firstCounted) {
            return;
        }
        long us = (now - task.createdMs()) / NANOS_A_US;
        int grain = us < FINE_BELOW_US ? FINE_US : COARSE_US;
        micros.add((int) (us / grain * grain + grain));
        first.add(now);
        firstMs.add(System.currentTimeMillis());
        last.add(now);
    }
}
