package io.omniflow.job.bench.schedule;

import java.nio.file.Path;

/** Writes synthetic traces to files. */
public final class SyntheticTrace {

    private SyntheticTrace() {}

    /**
     * Makes a trace and writes it; the same kind, seed and number make the same bytes.
     *
     * @throws TraceException if the file cannot be written or no requests are asked for
     */
    public static void write(TraceKind kind, long seed, int requests, Path file) {
        if (requests < 2) {
            throw new TraceException("a trace needs at least 2 requests, not " + requests);
        }
        TraceFile.write(TraceGenerator.generate(kind, seed, requests), file);
    }
}
