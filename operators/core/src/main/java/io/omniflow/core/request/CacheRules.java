package io.omniflow.core.request;

import static io.omniflow.core.request.RequestRules.require;

import io.omniflow.core.error.ErrorCode;
import java.util.Objects;

/**
 * Resolves what a request says of the cache across generations. Throws {@link
 * io.omniflow.core.error.InvalidRequestException} as {@link RequestRules} do.
 */
public final class CacheRules {

    private static final String TENANT = "tenant";
    private static final String SHARED = "shared";

    private final CacheDefaults defaults;

    /** Creates the rules of a deployment. */
    public CacheRules(CacheDefaults defaults) {
        this.defaults = Objects.requireNonNull(defaults, "defaults");
    }

    /**
     * Returns how the request shares work with others. What brings its own picture starts from
     * nobody else's, whatever the deployment's default, and is refused if it asks for that.
     */
    public CacheTerms terms(CacheRequest request) {
        require(
                !request.noStore() || !Boolean.TRUE.equals(request.write()),
                request,
                ErrorCode.INVALID_CACHE_OPTION,
                "cache.no_store and a cache.write of true contradict each other; cache.write is ",
                request.write());
        return new CacheTerms(
                !Boolean.FALSE.equals(request.read()),
                !request.noStore() && !Boolean.FALSE.equals(request.write()),
                isShared(request.scope()),
                similarity(request));
    }

    private boolean isShared(String scope) {
        require(
                scope.isEmpty() || scope.equals(TENANT) || scope.equals(SHARED),
                scope,
                ErrorCode.INVALID_CACHE_OPTION,
                "cache.scope must be tenant or shared, not ",
                scope);
        return scope.isEmpty() ? defaults.shared() : scope.equals(SHARED);
    }

    private double similarity(CacheRequest request) {
        Double asked = request.similarity();
        if (asked == null) {
            return request.hasPicture() ? 0 : defaults.similarity();
        }
        // Not a number is in no range.
        require(
                asked >= 0 && asked <= 1,
                asked,
                ErrorCode.INVALID_CACHE_OPTION,
                "cache.similarity must be above 0 and at most 1, or 0 for noise alone, not ",
                asked);
        require(
                asked == 0 || !request.hasPicture(),
                asked,
                ErrorCode.INVALID_CACHE_OPTION,
                "cache.similarity does not go with an image, which is what the generation starts"
                        + " from; it is ",
                asked);
        require(
                asked == 0 || !Boolean.FALSE.equals(request.read()),
                asked,
                ErrorCode.INVALID_CACHE_OPTION,
                "cache.similarity does not go with a cache.read of false; it is ",
                asked);
        return asked;
    }
}
