package io.omniflow.core.request;

import io.omniflow.core.stepcache.StepCacheSpec;
import org.jspecify.annotations.Nullable;

/**
 * What one stage is asked to generate: the fields that, with the model's revision, decide the
 * output.
 */
public sealed interface StageParams permits GenerationParams, TextParams {

    /** Returns what to paint, or what the text shall continue. */
    String prompt();

    /** Returns what all randomness is derived from. */
    long seed();

    /** Returns how many steps are taken: exactly for a picture, at most for a text; at least 1. */
    int stepsTaken();

    /** Returns how many steps are taken at least: all of them unless it may end earlier. */
    default int leastSteps() {
        return stepsTaken();
    }

    /** Returns which steps may be skipped. */
    StepCacheSpec stepCache();

    /** Returns the same with another seed. */
    StageParams withSeed(long newSeed);

    /** Returns the same with another prompt. */
    StageParams withPrompt(String newPrompt);

    /**
     * Returns the same with another step cache.
     *
     * @throws IllegalArgumentException if it is for a text, which has none
     */
    StageParams withStepCache(StepCacheSpec newStepCache);

    /** Returns the picture to start from; null if there is none. */
    default @Nullable InitImage init() {
        return null;
    }

    /** Returns the same with nothing in place of the picture that it starts from, if any. */
    default StageParams withoutPicture() {
        return this;
    }
}
