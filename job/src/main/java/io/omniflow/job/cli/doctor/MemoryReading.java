package io.omniflow.job.cli.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of a machine or container.
 *
 * @param totalBytes all of it
 * @param freeBytes what programs could take
 */
record MemoryReading(long totalBytes, long freeBytes) {

    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** Reads what this process may have. */
    static MemoryReading here() {
        com.sun.management.OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        long free = available(lines());
        return new MemoryReading(
                total, Math.min(total, free < 0 ? system.getFreeMemorySize() : free));
    }

    /** Returns what Linux says is available, caches included; -1 if it does not say. */
    static long available(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                .findFirst()
                .orElse(-1);
    }

    private static List<String> lines() {
        try {
            return Files.isReadable(MEMINFO) ? Files.readAllLines(MEMINFO) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
