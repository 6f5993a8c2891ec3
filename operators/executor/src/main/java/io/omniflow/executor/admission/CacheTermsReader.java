package io.omniflow.executor.admission;

import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.CacheRequest;
import io.omniflow.core.request.CacheRules;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;

/** Reads what a request says of the cache across generations, by the rules of the deployment. */
final class CacheTermsReader {

    private final CacheRules rules;

    CacheTermsReader(CacheDefaults defaults) {
        rules = new CacheRules(defaults);
    }

    /**
     * Returns how the request shares work with others.
     *
     * @throws io.omniflow.core.error.InvalidRequestException if a field breaks a rule
     */
    CacheTerms read(GenerationRequest request) {
        CacheOptions cache = request.getCache();
        return rules.terms(
                new CacheRequest(
                        cache.getScope(),
                        cache.hasRead() ? cache.getRead() : null,
                        cache.hasWrite() ? cache.getWrite() : null,
                        cache.getNoStore(),
                        cache.hasSimilarity() ? cache.getSimilarity() : null,
                        request.hasImage()));
    }
}
