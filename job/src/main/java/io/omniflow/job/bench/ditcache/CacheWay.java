package io.omniflow.job.bench.ditcache;

import io.omniflow.v1.CacheOptions;
import java.util.Locale;

/** How the requests of a replay use the cache. */
enum CacheWay {
    /** Every request is generated from noise. */
    NONE("no cache"),
    /** What was generated before is served again. */
    EXACT("exact"),
    /** As exact, and the others may start from a neighbour. */
    APPROXIMATE("exact and approximate");

    private final String title;

    CacheWay(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what a request says of the cache. */
    CacheOptions options(double similarity) {
        CacheOptions.Builder options =
                CacheOptions.newBuilder().setRead(this != NONE).setWrite(this != NONE);
        // A share of 0 says that it starts from noise, whatever the deployment's default.
        return options.setSimilarity(this == APPROXIMATE ? similarity : 0).build();
    }
}
