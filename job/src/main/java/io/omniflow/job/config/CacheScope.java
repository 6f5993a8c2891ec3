package io.omniflow.job.config;

/** Who shares work through the cache across generations, if a request does not say. */
public enum CacheScope {
    /** The requests of one tenant. */
    TENANT,
    /** All requests that do not say otherwise, and those that say so. */
    SHARED;

    @Override
    public String toString() {
        return this == TENANT ? "tenant" : "shared";
    }
}
