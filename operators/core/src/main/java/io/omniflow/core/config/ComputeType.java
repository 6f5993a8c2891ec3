package io.omniflow.core.config;

/** The type in which models multiply. Sums that must be exact stay in float32. */
public enum ComputeType {
    /** The pictures that users of the reference library know. */
    FLOAT32("float32"),
    /** Twice as fast or more on hardware that has it, at half the memory. */
    BFLOAT16("bfloat16");

    private final String text;

    ComputeType(String text) {
        this.text = text;
    }

    /** Returns the name that options and fingerprints use. */
    @Override
    public String toString() {
        return text;
    }
}
