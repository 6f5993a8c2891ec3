package io.omniflow.core.request;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names content by its hash, as lower-case hexadecimal SHA-256.
 *
 * <p>Every field goes into the hash behind its length, so that text cannot move from one field to
 * its neighbour without a change of the hash. The kinds of fingerprint differ in their first field,
 * so that one is never taken for another. Fingerprints are stored in caches and in state: a change
 * in what is hashed forgets all of them.
 */
public final class Fingerprint {

    /** Raised whenever a release computes another picture from the same fields. */
    static final int ENGINE_VERSION = 1;

    private static final String TASK = "omniflow/task/1";
    private static final String TEXT = "omniflow/text/1";
    private static final String NEIGHBOURHOOD = "omniflow/neighbourhood/2";
    private static final String WORD = "omniflow/word/1";
    private static final String REQUEST = "omniflow/request/1";
    private static final String SEED = "omniflow/seed/1";

    // What a task may have besides goes into the hash only where it has it, behind these.
    private static final String SCHEDULER = "scheduler";
    private static final String STEP_CACHE = "step-cache";
    private static final String INIT = "init";

    private final MessageDigest digest = sha256();

    private Fingerprint(String kind) {
        text(kind);
    }

    /**
     * Names an output before it exists: two tasks have the same fingerprint exactly when the same
     * weights compute the same thing for both. Who asks, how urgently, and under which id, are no
     * part of it, nor are the name of a quality level and what it is expected to cost.
     */
    public static String ofTask(
            String model, String revision, StageParams params, EngineConfig engine) {
        return params instanceof TextParams text
                ? ofText(model, revision, text, engine)
                : ofPicture(model, revision, (GenerationParams) params, engine);
    }

    private static String ofPicture(
            String model, String revision, GenerationParams params, EngineConfig engine) {
        Fingerprint task =
                new Fingerprint(TASK)
                        .text(model)
                        .text(revision)
                        .text(params.prompt())
                        .text(params.negativePrompt())
                        .number(params.width())
                        .number(params.height())
                        .number(params.steps())
                        .decimal(params.guidanceScale())
                        .number(params.seed())
                        .text(engine.dtype().toString())
                        .number(engine.deterministic() ? 1 : 0)
                        .number(ENGINE_VERSION);
        return task.scheduler(params).stepCache(params).init(params).hex();
    }

    /** The seed of a greedy text decides nothing, so all seeds have one name. */
    private static String ofText(
            String model, String revision, TextParams params, EngineConfig engine) {
        TextSampling sampling = params.sampling();
        return new Fingerprint(TEXT)
                .text(model)
                .text(revision)
                .text(params.prompt())
                .number(params.maxTokens())
                .decimal(sampling.temperature())
                .number(sampling.topK())
                .decimal(sampling.topP())
                .decimal(sampling.minP())
                .decimal(sampling.repetitionPenalty())
                .decimal(sampling.presencePenalty())
                .decimal(sampling.frequencyPenalty())
                .number(sampling.logprobs())
                .number(sampling.isGreedy() ? 0 : params.seed())
                .texts(params.stops())
                .texts(params.stopIds().stream().map(String::valueOf).toList())
                .number(params.ignoreEnd() ? 1 : 0)
                .text(engine.dtype().toString())
                .number(engine.deterministic() ? 1 : 0)
                .number(ENGINE_VERSION)
                .hex();
    }

    /** Names the cache neighbourhood of what is alike but for the words besides the landmark. */
    static String ofNeighbourhood(
            String model, String revision, GenerationParams params, String landmark) {
        return new Fingerprint(NEIGHBOURHOOD)
                .text(model)
                .text(revision)
                .number(params.width())
                .number(params.height())
                .text(params.scheduler())
                .decimal(params.guidanceScale())
                .text(params.negativePrompt())
                .text(landmark)
                .hex();
    }

    /** Brings words into an order that has nothing to do with what they mean. */
    static String ofWord(String word) {
        return new Fingerprint(WORD).text(word).hex();
    }

    /**
     * Names the content of a whole request, to tell one that is delivered again from another that
     * has the same id.
     *
     * @param content the request in a canonical encoding, with everything its sender decided
     * @param deadlineMs the deadline, which may come from a record header; 0 for none
     */
    public static String ofRequest(byte[] content, long deadlineMs) {
        return new Fingerprint(REQUEST).bytes(content).number(deadlineMs).hex();
    }

    /**
     * Derives the seed of a request that gives none from its id, so that a request delivered again
     * paints the same picture. Seeds have 32 bits, which every other tool takes.
     */
    public static long seedOf(String requestId) {
        ByteBuffer hash = ByteBuffer.wrap(new Fingerprint(SEED).text(requestId).digest.digest());
        return Integer.toUnsignedLong(hash.getInt());
    }

    private Fingerprint scheduler(GenerationParams params) {
        return params.scheduler().isEmpty() ? this : text(SCHEDULER).text(params.scheduler());
    }

    private Fingerprint stepCache(GenerationParams params) {
        StepCacheSpec spec = params.stepCache();
        if (!spec.appliesTo(params.stepsTaken())) {
            return this;
        }
        StepCacheLimits limits = spec.limits();
        return text(STEP_CACHE)
                .text(spec.kind().text())
                .decimal(spec.threshold())
                .text(spec.pattern())
                .number(limits.warmupSteps())
                .number(limits.maxConsecutive())
                .number(limits.maxReused())
                .decimal(limits.maxAccumulated())
                .number(limits.frontBlocks())
                .number(limits.backBlocks())
                .number(limits.order());
    }

    private Fingerprint init(GenerationParams params) {
        InitImage init = params.init();
        return init == null ? this : text(INIT).bytes(init.data()).decimal(init.strength());
    }

    private Fingerprint text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private Fingerprint texts(List<String> values) {
        number(values.size());
        values.forEach(this::text);
        return this;
    }

    private Fingerprint decimal(double value) {
        // Adding zero makes -0.0 the 0.0 that it equals.
        return number(Double.doubleToLongBits(value + 0.0));
    }

    private Fingerprint number(long value) {
        return bytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    private Fingerprint bytes(byte[] value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        digest.update(value);
        return this;
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
