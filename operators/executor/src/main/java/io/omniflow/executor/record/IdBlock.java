package io.omniflow.executor.record;

import java.util.List;

/**
 * Request ids that were seen one after the other.
 *
 * @param entries in the order of their first sight
 */
public record IdBlock(List<Entry> entries) {

    /** Copies the entries. */
    public IdBlock {
        entries = List.copyOf(entries);
    }

    /**
     * One id.
     *
     * @param requestId the id
     * @param remembered what was seen under it
     */
    public record Entry(String requestId, RememberedId remembered) {}
}
