package io.omniflow.job.bench.dataflow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When a generation was on a device, by the clock of {@link System#nanoTime}, which all threads of
 * a process share.
 *
 * @param device tells the devices apart
 * @param beginNanos before the first step
 * @param endNanos after the last step, when the device was free again
 */
record Stamp(long device, long beginNanos, long endNanos) {

    private static final double NANOS_A_MS = 1e6;

    byte[] toBytes() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(device)
                .putLong(beginNanos)
                .putLong(endNanos)
                .array();
    }

    static Stamp of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Stamp(buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** Returns, for each device, how long it was idle between generations, in milliseconds. */
    static Map<Long, List<Double>> gaps(Collection<Stamp> stamps) {
        return stamps.stream()
                .sorted(Comparator.comparingLong(Stamp::beginNanos))
                .collect(
                        Collectors.groupingBy(
                                Stamp::device,
                                Collectors.collectingAndThen(Collectors.toList(), Stamp::between)));
    }

    private static List<Double> between(List<Stamp> ordered) {
        List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < ordered.size(); i++) {
            long gap = ordered.get(i).beginNanos - ordered.get(i - 1).endNanos;
            gaps.add(gap / NANOS_A_MS);
        }
        return gaps;
    }
}
