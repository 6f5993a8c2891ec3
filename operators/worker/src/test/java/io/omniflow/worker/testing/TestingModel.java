package io.omniflow.worker.testing;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model whose output is a hash of what is asked and of every step taken, computed or reused: it
 * shows whether a resumed generation is the uninterrupted one. A reused step takes no time. A
 * prompt that starts with one of the words below fails, hangs, or worse.
 */
public final class TestingModel implements StepModel<TestingGeneration> {

    /** Fails before the first step. */
    public static final String FAIL_AT_BEGIN = "fail-at-begin";

    /** Prompts that begin like this are computed in the first step. */
    public static final String LONG_PROMPT = "long";

    /** Fails alone in the third step. */
    public static final String FAIL_AT_STEP = "fail-at-step";

    /** Makes the whole batch throw in the third step. */
    public static final String THROW_AT_STEP = "throw-at-step";

    /** Fails alone in the third step if the seed is odd. */
    public static final String FAIL_ODD_SEEDS = "fail-odd-seeds";

    /** Makes each step of its batch take ten times as long. */
    public static final String SLOW = "slow";

    /** Hangs before the first step, deaf to interrupts, until the model is hurried. */
    public static final String HANG_AT_BEGIN = "hang-at-begin";

    /** Hangs in the third step, deaf to interrupts, until the model is hurried. */
    public static final String HANG_AT_STEP = "hang-at-step";

    /** Hangs in the third step unless it is alone in the batch. */
    public static final String HANG_IN_COMPANY = "hang-in-company";

    /** Hangs when all steps are done, deaf to interrupts, until the model is hurried. */
    public static final String HANG_AT_FINISH = "hang-at-finish";

    /** Halts the process in the third step, as a native crash would. */
    public static final String HALT_AT_STEP = "halt-at-step";

    private static final int SLOW_FACTOR = 10;
    private static final long HANG_POLL_NANOS = 1_000_000;
    private static final int KILLED = 137;
    private static final String LATENTS = "latents";

    private final long stepNanos;
    private final @Nullable Path hurry;
    private Consumer<List<TestingGeneration>> fault = batch -> {};

    /** Creates a model whose step takes the given time, whatever the batch. */
    public TestingModel(long stepMs) {
        this(stepMs, null);
    }

    /** Creates a model whose step takes the given time until a file exists, and none after. */
    public TestingModel(long stepMs, @Nullable Path hurry) {
        this.stepNanos = stepMs * 1_000_000;
        this.hurry = hurry;
    }

    /**
     * Lets something happen before each step of a batch, on the loop's thread, such as a failure.
     *
     * @return this model
     */
    public TestingModel before(Consumer<List<TestingGeneration>> step) {
        fault = step;
        return this;
    }

    /** Returns the output that a request must have, however it was run. */
    public static byte[] expectedOutput(GenerationParams params) {
        return bytes(finished(params).value());
    }

    /** Returns the preview after a number of steps, however the request is run. */
    public static byte[] expectedPreview(GenerationParams params, int step) {
        TestingGeneration generation = new TestingGeneration(params, initial(params), 0, "");
        while (generation.step() < step) {
            generation.advance();
        }
        return bytes(generation.value());
    }

    /** Returns which steps of a request are computed, however it is run. */
    public static String expectedPattern(GenerationParams params) {
        return finished(params).pattern();
    }

    private static TestingGeneration finished(GenerationParams params) {
        TestingGeneration generation = new TestingGeneration(params, initial(params), 0, "");
        while (!generation.isDone()) {
            generation.advance();
        }
        return generation;
    }

    @Override
    public TestingGeneration begin(Beginning beginning) {
        GenerationParams params = (GenerationParams) beginning.params();
        if (params.prompt().startsWith(HANG_AT_BEGIN)) {
            hang();
        }
        if (params.prompt().startsWith(FAIL_AT_BEGIN)) {
            throw new InvalidRequestException(ErrorCode.INVALID_PROMPT, "cannot paint that");
        }
        return beginning.from() == null
                ? new TestingGeneration(params, initial(params), 0, "")
                : new TestingGeneration(
                        params,
                        restore(beginning.from()),
                        beginning.from().step(),
                        beginning.from().pattern());
    }

    @Override
    public List<StepReport> step(List<TestingGeneration> batch) {
        fault.accept(batch);
        if (batch.stream().anyMatch(TestingGeneration::computesNext)) {
            pause(batch.stream().anyMatch(member -> member.promptStartsWith(SLOW)));
        }
        for (TestingGeneration member : batch) {
            if (member.isAtThirdStep()) {
                misbehave(member, batch.size());
            }
        }
        return batch.stream().map(TestingModel::advance).toList();
    }

    @Override
    public PendingOutput finish(TestingGeneration generation) {
        if (generation.promptStartsWith(HANG_AT_FINISH)) {
            hang();
        }
        byte[] data = bytes(generation.value());
        return () -> new Output(data, "application/octet-stream", 1, 1, generation.warnings());
    }

    @Override
    public PendingPreview preview(TestingGeneration generation) {
        int step = generation.step();
        byte[] data = bytes(generation.value());
        return () -> new Preview(step, data, "application/octet-stream", 1, 1);
    }

    @Override
    public Snapshot snapshot(TestingGeneration generation) {
        byte[] data = bytes(generation.value());
        return new Snapshot(
                generation.step(),
                Map.of(LATENTS, new HostTensor(new long[] {2}, data)),
                Map.of(),
                generation.pattern());
    }

    @Override
    public void close() {}

    private void pause(boolean slow) {
        long until = System.nanoTime() + (slow ? SLOW_FACTOR * stepNanos : stepNanos);
        while (System.nanoTime() < until
                && !isHurried()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private boolean isHurried() {
        return hurry != null && Files.exists(hurry);
    }

    private void misbehave(TestingGeneration member, int batch) {
        if (member.promptStartsWith(THROW_AT_STEP)) {
            throw new IllegalStateException("the device said no");
        }
        if (member.promptStartsWith(HALT_AT_STEP)) {
            Runtime.getRuntime().halt(KILLED);
        }
        if (member.promptStartsWith(HANG_AT_STEP)
                || (batch > 1 && member.promptStartsWith(HANG_IN_COMPANY))) {
            hang();
        }
    }

    private void hang() {
        boolean interrupted = false;
        while (!isHurried()) {
            LockSupport.parkNanos(HANG_POLL_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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
        boolean reads = member.step() == 0 && member.promptStartsWith(LONG_PROMPT);
        boolean computed = member.advance();
        return reads ? StepReport.PROMPT : StepReport.advanced(computed ? 1 : 0);
    }

    private static long initial(GenerationParams params) {
        long picture = params.init() == null ? 0 : params.init().hashCode();
        return 31L * params.prompt().hashCode()
                + params.seed()
                + 37L * params.scheduler().hashCode()
                + 41L * picture;
    }

    private static long restore(Snapshot from) {
        return ByteBuffer.wrap(from.tensors().get(LATENTS).data()).getLong();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
