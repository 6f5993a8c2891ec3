package io.omniflow.core.request;

/** The class of a request; the ordinal is its rank, most urgent first. */
public enum Priority {
    /** Somebody waits for it. */
    HIGH,
    /** The default. */
    NORMAL,
    /** Work that fills gaps. */
    LOW;

    /** Tells whether this class goes before the other. */
    public boolean isMoreUrgentThan(Priority other) {
        return compareTo(other) < 0;
    }
}
