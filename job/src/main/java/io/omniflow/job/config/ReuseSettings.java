package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.choice;
import static io.omniflow.job.config.Settings.share;

import io.omniflow.core.config.ReuseConfig;
import io.omniflow.core.request.CacheDefaults;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** How outputs are reused across generations, whatever their stage. */
final class ReuseSettings {

    static final Setting<CacheScope> SCOPE =
            choice(
                    "cache.scope",
                    CacheScope.class,
                    CacheScope.TENANT,
                    "Who shares work with a request that does not say: its own tenant, or every"
                            + " tenant whose requests are shared too.");

    static final Setting<Double> SIMILARITY =
            share(
                    "cache.similarity",
                    0,
                    "Least similarity, up to 1, of a prompt from whose picture the generation of a"
                            + " request that does not say may start; 0 to start from noise alone.");

    static final List<Setting<?>> ALL = List.of(SCOPE, SIMILARITY);

    private ReuseSettings() {}

    static ReuseConfig read(Configuration all) {
        double similarity = SIMILARITY.read(all);
        return new ReuseConfig(new CacheDefaults(SCOPE.read(all) == CacheScope.SHARED, similarity));
    }
}
