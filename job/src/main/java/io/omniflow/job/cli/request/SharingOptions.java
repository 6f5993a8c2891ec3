package io.omniflow.job.cli.request;

import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a request that say how it shares work with others. */
final class SharingOptions {

    @Option(
            names = "--cache-scope",
            paramLabel = "SCOPE",
            description =
                    "Who shares work with the request: tenant, or shared for every tenant that says"
                            + " so too.")
    private @Nullable String scope;

    @Option(names = "--no-cache", description = "Answer with nothing that others had generated.")
    private boolean noCache;

    @Option(names = "--no-store", description = "Answer nobody else with what is generated.")
    private boolean noStore;

    @Option(
            names = "--similarity",
            paramLabel = "BOUND",
            description =
                    "Least similarity, up to 1, of a prompt from whose picture the generation may"
                            + " start; 0 for noise alone.")
    private @Nullable Double similarity;

    void fill(GenerationRequest.Builder request) {
        CacheOptions.Builder cache = request.getCache().toBuilder();
        if (scope != null) {
            cache.setScope(scope);
        }
        if (noCache) {
            cache.setRead(false);
        }
        if (noStore) {
            cache.setNoStore(true);
        }
        if (similarity != null) {
            cache.setSimilarity(similarity);
        }
        if (!cache.build().equals(request.getCache())) {
            request.setCache(cache);
        }
    }
}
