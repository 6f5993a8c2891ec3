package io.omniflow.engine.sampler;

/**
 * Keys of the noise that stochastic samplers add. The noise of a step is what a new CPU generator
 * with the step's key draws, so it needs no state and a resumed generation draws the same again.
 *
 * <p>PyTorch's CPU generator looks at the low 32 bits of a seed alone. The key is the seed with
 * these bits combined, by exclusive or, with a bijective mix of {@code step + 1} that maps only 0
 * to 0. So all steps of a generation have different streams, and none of them has the stream of the
 * initial noise, which is drawn with the seed itself.
 */
final class StepNoise {

    private static final long LOW = 0xffff_ffffL;

    private StepNoise() {}

    /**
     * Returns the seed of a step's noise.
     *
     * @param seed seed of the generation
     * @param step index of the step in the whole schedule
     */
    static long key(long seed, int step) {
        return seed ^ (mix(step + 1) & LOW);
    }

    /** The finaliser of MurmurHash3 for 32 bits. */
    private static int mix(int value) {
        int h = value;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
