package io.omniflow.worker.testing;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import java.util.List;

/** A generation of the {@link TestingModel}. */
public final class TestingGeneration implements Generation {

    private final GenerationParams params;
    private long value;
    private int step;

    TestingGeneration(GenerationParams params, long value, int step) {
        this.params = params;
        this.value = value;
        this.step = step;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int steps() {
        return params.steps();
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
    public void close() {}

    long value() {
        return value;
    }

    boolean isAtThirdStep() {
        return step == 2;
    }

    boolean promptStartsWith(String word) {
        return params.prompt().startsWith(word);
    }

    boolean hasOddSeed() {
        return (params.seed() & 1) == 1;
    }

    void advance() {
        step++;
        value = (value ^ step) * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    }
}
