package io.omniflow.job.cli.terminal;

import java.util.Locale;

/** Says times and sizes as people do. */
public final class Amounts {

    private static final long SECOND = 1_000;

    private static final long MINUTE = 60 * SECOND;

    private static final long HOUR = 60 * MINUTE;

    private Amounts() {}

    /** Returns a duration such as {@code 40 ms}, {@code 1.2 s}, {@code 3 min 20 s}, {@code 2 h}. */
    public static String duration(long ms) {
        if (ms < SECOND) {
            return Math.max(0, ms) + " ms";
        }
        if (ms < 10 * SECOND) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        }
        if (ms < MINUTE) {
            return Math.round(ms / 1000.0) + " s";
        }
        return ms < HOUR
                ? parts(ms, MINUTE, "min", SECOND, "s")
                : parts(ms, HOUR, "h", MINUTE, "min");
    }

    /** Returns a size such as {@code 900 B}, {@code 12 KiB}, {@code 3.4 MiB}, {@code 5.0 GiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        if (bytes < 1 << 20) {
            return (bytes >> 10) + " KiB";
        }
        return bytes < 1 << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
                : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
    }

    private static String parts(long ms, long unit, String name, long smaller, String smallerName) {
        long rest = ms % unit / smaller;
        return ms / unit + " " + name + (rest == 0 ? "" : " " + rest + " " + smallerName);
    }
}
