package io.omniflow.job.gateway.http;

import java.util.List;

/**
 * Who calls.
 *
 * @param tenant the tenant that the caller's requests belong to; empty for the common one
 * @param seesAll whether the caller sees the requests of every tenant, as it does without keys
 * @param priorities the classes that the caller may ask for
 */
public record Caller(String tenant, boolean seesAll, List<String> priorities) {

    /** All classes of requests. */
    public static final List<String> ALL_PRIORITIES = List.of("high", "normal", "low");

    /** The caller where keys are not used. */
    public static final Caller ANYBODY = new Caller("", true, ALL_PRIORITIES);

    /** Copies the list. */
    public Caller {
        priorities = List.copyOf(priorities);
    }

    /** Tells whether the caller may see what belongs to a tenant. */
    public boolean sees(String other) {
        return seesAll || tenant.equals(other);
    }
}
