package io.omniflow.engine.llm.sampling;

/**
 * Random numbers that are a function of a seed and a position, so that a text continues the same
 * after a restart. The mixing is that of SplitMix64 (Steele, Lea, Flood, 2014), twice.
 */
final class KeyedUniform {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1p-53;

    private KeyedUniform() {}

    /** Returns a number from 0 (included) to 1 (excluded). */
    static double at(long seed, long position) {
        long bits = mix(mix(seed + GOLDEN) + (position + 1) * GOLDEN);
        return (bits >>> 11) * UNIT;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
