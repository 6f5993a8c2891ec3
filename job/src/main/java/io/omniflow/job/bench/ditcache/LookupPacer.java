package io.omniflow.job.bench.ditcache;

import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Turns numbers into entries, as fast as they are taken, and then into look-ups, each when it is
 * due: open loop, so that what waits behind a slow one is late too.
 */
final class LookupPacer extends ProcessFunction<Long, WorkerCommand> {

    static final OutputTag<CacheInput> ENTRIES =
            new OutputTag<>("loaded-entries", StreamTypes.CACHE_INPUT);

    private static final long serialVersionUID = 1L;
    private static final long NANOS_A_S = 1_000_000_000L;
    private static final int LOOKUPS_AN_INSERT = 100;

    private final LookupTraffic traffic;
    private final LookupPlan plan;
    private transient long startNanos;

    LookupPacer(LookupTraffic traffic, LookupPlan plan) {
        this.traffic = traffic;
        this.plan = plan;
    }

    @Override
    public void processElement(Long number, Context context, Collector<WorkerCommand> out) {
        if (number < plan.entries()) {
            context.output(ENTRIES, entry(number));
            return;
        }
        long lookup = number - plan.entries();
        if (lookup == 0) {
            startNanos = System.nanoTime();
        }
        long due = startNanos + lookup * NANOS_A_S / plan.perS();
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        out.collect(traffic.lookup(lookup, due));
        if (lookup % LOOKUPS_AN_INSERT == 0) {
            context.output(ENTRIES, entry(plan.entries() + lookup / LOOKUPS_AN_INSERT));
        }
    }

    private CacheInput entry(long number) {
        return new CacheInput.Entry(traffic.entry(number));
    }
}
