package io.omniflow.worker.testing;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A model whose output is a hash of prompt, seed and every step taken: it shows whether a resumed
 * generation is the uninterrupted one. A prompt that starts with one of the words below fails.
 */
public final class TestingModel implements StepModel<TestingGeneration> {

    /** Fails before the first step. */
    public static final String FAIL_AT_BEGIN = "fail-at-begin";

    /** Fails alone in the third step. */
    public static final String FAIL_AT_STEP = "fail-at-step";

    /** Makes the whole batch throw in the third step. */
    public static final String THROW_AT_STEP = "throw-at-step";

    /** Fails alone in the third step if the seed is odd. */
    public static final String FAIL_ODD_SEEDS = "fail-odd-seeds";

    private static final String LATENTS = "latents";

    private final long stepNanos;
    private final @Nullable Path hurry;

    /** Creates a model whose step takes the given time, whatever the batch. */
    public TestingModel(long stepMs) {
        this(stepMs, null);
    }

    /** Creates a model whose step takes the given time until a file exists, and none after. */
    public TestingModel(long stepMs, @Nullable Path hurry) {
        this.stepNanos = stepMs * 1_000_000;
        this.hurry = hurry;
    }

    /** Returns the output that a request must have, however it was run. */
    public static byte[] expectedOutput(GenerationParams params) {
        TestingGeneration generation = new TestingGeneration(params, initial(params), 0);
        while (!generation.isDone()) {
            generation.advance();
        }
        return bytes(generation.value());
    }

    @Override
    public TestingGeneration begin(GenerationParams params, @Nullable Snapshot from) {
        if (params.prompt().startsWith(FAIL_AT_BEGIN)) {
            throw new InvalidRequestException(ErrorCode.INVALID_PROMPT, "cannot paint that");
        }
        return from == null
                ? new TestingGeneration(params, initial(params), 0)
                : new TestingGeneration(params, restore(from), from.step());
    }

    @Override
    public List<StepReport> step(List<TestingGeneration> batch) {
        pause();
        for (TestingGeneration member : batch) {
            if (member.isAtThirdStep() && member.promptStartsWith(THROW_AT_STEP)) {
                throw new IllegalStateException("the device said no");
            }
        }
        return batch.stream().map(TestingModel::advance).toList();
    }

    @Override
    public PendingOutput finish(TestingGeneration generation) {
        byte[] data = bytes(generation.value());
        return () -> new Output(data, "application/octet-stream", 1, 1, generation.warnings());
    }

    @Override
    public Snapshot snapshot(TestingGeneration generation) {
        byte[] data = bytes(generation.value());
        return new Snapshot(
                generation.step(), Map.of(LATENTS, new HostTensor(new long[] {2}, data)));
    }

    @Override
    public void close() {}

    private void pause() {
        long until = System.nanoTime() + stepNanos;
        while (System.nanoTime() < until
                && !(hurry != null && Files.exists(hurry))
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static StepReport advance(TestingGeneration member) {
        boolean fails =
                member.promptStartsWith(FAIL_AT_STEP)
                        || (member.promptStartsWith(FAIL_ODD_SEEDS) && member.hasOddSeed());
        if (member.isAtThirdStep() && fails) {
            return StepReport.failed(
                    new CoreModuleException(ErrorCode.NOT_FINITE, "the latents are not finite"));
        }
        member.advance();
        return StepReport.ADVANCED;
    }

    private static long initial(GenerationParams params) {
        return 31L * params.prompt().hashCode() + params.seed();
    }

    private static long restore(Snapshot from) {
        return ByteBuffer.wrap(from.tensors().get(LATENTS).data()).getLong();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
