package io.omniflow.job.config;

import java.time.Duration;
import java.util.Locale;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/** Writes values as a deployment file has them. */
final class Values {

    private Values() {}

    static String display(Object value) {
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        if (value instanceof MemorySize size) {
            return size.getBytes() % 1024 == 0 && size.getBytes() % (1 << 20) != 0
                    ? size.getKibiBytes() + " kb"
                    : size.getMebiBytes() + " mb";
        }
        return value instanceof Enum<?> e
                ? e.toString().toLowerCase(Locale.ROOT)
                : value.toString();
    }
}
