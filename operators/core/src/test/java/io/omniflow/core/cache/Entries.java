package io.omniflow.core.cache;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import java.util.List;

/** Entries for tests. */
final class Entries {

    static final String MODEL = "m";

    private Entries() {}

    static CacheEntry entry(String key, String fingerprint, int bytes, long createdMs) {
        return entry(key, fingerprint, "", false, bytes, createdMs, 20);
    }

    static CacheEntry entry(
            String key,
            String fingerprint,
            String tenant,
            boolean shared,
            int bytes,
            long createdMs,
            int steps) {
        Output output = new Output(new byte[bytes], "image/png", 1, 1, List.of());
        return new CacheEntry(
                key, fingerprint, MODEL, "r", tenant, shared, "", createdMs, steps, output);
    }

    /** An entry that generations may start from. */
    static CacheEntry neighbour(String key, String fingerprint, String prompt, long createdMs) {
        Output output =
                new Output(new byte[1], "image/png", 8, 8, List.of())
                        .withLatents(
                                new FinalLatents(
                                        HalfTensor.of(new long[] {1, 1, 1, 1}, new float[] {1}),
                                        HalfTensor.of(new long[] {1}, new float[] {1})));
        return new CacheEntry(
                key, fingerprint, MODEL, "r", "", true, prompt, createdMs, 20, output);
    }

    static CacheQuery query(String key, String fingerprint) {
        return new CacheQuery(key, fingerprint, "", false, 0);
    }
}
