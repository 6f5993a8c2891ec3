package io.omniflow.worker.testing;

import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import java.util.List;

/** A generation of the {@link TestingModel}. */
public final class TestingGeneration implements Generation {

    private final GenerationParams params;
    private final StringBuilder pattern;
    private long value;
    private int step;

    TestingGeneration(GenerationParams params, long value, int step, String pattern) {
        this.params = params;
        this.value = value;
        this.step = step;
        this.pattern = new StringBuilder(pattern);
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int steps() {
        return params.stepsTaken();
    }

    @Override
    public Object batchKey() {
        return params.width();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public StepCacheReport stepCache() {
        StepCacheSpec spec = params.stepCache();
        long spared = pattern.chars().filter(digit -> digit == '0').count();
        return new StepCacheReport(
                spec.kind().text(), spec.level(), step - spared, spared, pattern.toString());
    }

    @Override
    public void close() {}

    long value() {
        return value;
    }

    String pattern() {
        return pattern.toString();
    }

    /**
     * Tells whether the next step is computed: as a pattern of digits says, and for any other step
     * cache two steps of three.
     */
    boolean computesNext() {
        StepCacheSpec spec = params.stepCache();
        if (!spec.appliesTo(steps())) {
            return true;
        }
        return spec.pattern().startsWith("1")
                ? spec.pattern().charAt(step) == '1'
                : step % 3 != 2 || step == steps() - 1;
    }

    boolean isAtThirdStep() {
        return step == 2;
    }

    /** Tells whether the prompt begins with a word. */
    public boolean promptStartsWith(String word) {
        return params.prompt().startsWith(word);
    }

    boolean hasOddSeed() {
        return (params.seed() & 1) == 1;
    }

    /** Advances and tells whether the step was computed. */
    boolean advance() {
        boolean computed = computesNext();
        if (params.stepCache().appliesTo(steps())) {
            pattern.append(computed ? '1' : '0');
        }
        step++;
        value = (value ^ step) * 0x9E3779B97F4A7C15L + (computed ? 0x632BE59BD9B4E019L : 1);
        return computed;
    }
}
