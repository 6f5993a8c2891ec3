package io.omniflow.core.request;

/**
 * How a task shares work with others. Equal tasks in flight share a generation only if both read
 * and write.
 *
 * @param read whether it may be answered from what others computed
 * @param write whether what it computes may answer others
 * @param shared whether other tenants are among them, if they say so too
 * @param similarity least similarity of a prompt whose picture the generation may start from, in
 *     (0, 1]; 0 to start from noise alone
 */
public record CacheTerms(boolean read, boolean write, boolean shared, double similarity) {

    /** Reads and writes within its tenant, exact outputs alone. */
    public static final CacheTerms DEFAULT = new CacheTerms(true, true, false, 0);

    /** Checks the bound. */
    public CacheTerms {
        if (!(similarity >= 0 && similarity <= 1)) {
            throw new IllegalArgumentException("a similarity lies between 0 and 1: " + similarity);
        }
    }

    /** Returns a text for those who share: {@code *} for all, or {@code @} and the tenant. */
    public static String circle(String tenant, boolean shared) {
        return shared ? "*" : "@" + tenant;
    }

    /** Tells whether it shares with equal tasks in flight. */
    boolean readsAndWrites() {
        return read && write;
    }

    /** Tells whether the generation may start from a neighbour's picture. */
    public boolean approximates() {
        return read && similarity > 0;
    }
}
