package io.omniflow.job.bench.dataflow;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processor time of this process so far, in all and by thread.
 *
 * @param processNanos all of it, the compiler and the collector included
 * @param threads nanoseconds of each Java thread that lives, by id
 */
record CpuTimes(long processNanos, Map<Long, Thread> threads) {

    /** Who used the processor. */
    enum Part {
        /** A step loop that the bench feeds itself, and its encoder. */
        BARE("the loop that the bench feeds", List.of("bare-")),
        /** The step loop of the job, and its encoder. */
        LOOP("step loop and encoder", List.of(PictureWork.MODEL + "-step-loop")),
        /** The broker, as far as its threads say so. */
        BROKER(
                "broker",
                List.of(
                        "data-plane-kafka",
                        "kafka-scheduler",
                        "kafka-log-cleaner",
                        "raft-",
                        "kafka-0-raft",
                        "quorum-controller",
                        "broker-",
                        "controller-",
                        "ExpirationReaper",
                        "executor-Fetch",
                        "group-coordinator",
                        "transaction-coordinator")),
        /** The job, its Kafka clients and those of the bench, compiler and collector. */
        REST("job, clients, compiler, collector", List.of());

        private final String description;
        private final List<String> prefixes;

        Part(String description, List<String> prefixes) {
            this.description = description;
            this.prefixes = prefixes;
        }

        String description() {
            return description;
        }

        private static Part of(String thread) {
            for (Part part : values()) {
                if (part.prefixes.stream().anyMatch(thread::startsWith)) {
                    return part;
                }
            }
            return REST;
        }
    }

    /**
     * A thread.
     *
     * @param name its name
     * @param nanos its processor time
     */
    record Thread(String name, long nanos) {}

    /** Reads the clocks. */
    static CpuTimes now() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        Map<Long, Thread> threads = new HashMap<>();
        for (ThreadInfo info : bean.getThreadInfo(bean.getAllThreadIds())) {
            long nanos = info == null ? -1 : bean.getThreadCpuTime(info.getThreadId());
            if (nanos >= 0) {
                threads.put(info.getThreadId(), new Thread(info.getThreadName(), nanos));
            }
        }
        return new CpuTimes(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime(),
                threads);
    }

    /** Returns what each part used since then; what no living thread accounts for is the rest. */
    Map<Part, Long> since(CpuTimes then) {
        Map<Part, Long> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, 0L);
        }
        long known = 0;
        for (Map.Entry<Long, Thread> entry : threads.entrySet()) {
            Thread before = then.threads.get(entry.getKey());
            long used = entry.getValue().nanos() - (before == null ? 0 : before.nanos());
            parts.merge(Part.of(entry.getValue().name()), used, Long::sum);
            known += used;
        }
        parts.merge(Part.REST, processNanos - then.processNanos - known, Long::sum);
        return parts;
    }
}
