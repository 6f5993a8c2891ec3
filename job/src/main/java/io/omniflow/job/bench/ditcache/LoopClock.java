package io.omniflow.job.bench.ditcache;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Processor time of the device loops of a stage in this process. */
final class LoopClock {

    private static final double NANOS_A_MS = 1e6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final String prefix;

    /** Watches the loops of a stage. */
    LoopClock(String stage) {
        this.prefix = stage + "-step-loop";
    }

    /** Returns what the loops that live have used so far, in milliseconds. */
    double ms() {
        long nanos = 0;
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(prefix)) {
                nanos += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
            }
        }
        return nanos / NANOS_A_MS;
    }
}
