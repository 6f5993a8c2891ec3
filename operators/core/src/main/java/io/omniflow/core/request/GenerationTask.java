package io.omniflow.core.request;

import io.omniflow.core.pipeline.Route;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One image or text of one request on its way through a stage.
 *
 * @param id request id and index of the output
 * @param count number of outputs of the request (n)
 * @param model name of the model, which is the name of its stage
 * @param modelRevision content hash of the model bundle
 * @param params what to generate
 * @param priority the request's class
 * @param tenant who asked; empty when not given
 * @param deadlineMs epoch milliseconds by which the result is wanted; 0 for none
 * @param createdMs epoch milliseconds at which the request was published
 * @param fingerprint hex SHA-256 over everything that decides this output
 * @param requestFingerprint hex SHA-256 over the content of the whole request, to tell a
 *     redelivered request from a reused id
 * @param cacheKey the cache neighbourhood in which the fingerprint is looked up
 * @param cache how it shares work with others
 * @param alternatives quality levels that the task may move to when its deadline comes near, best
 *     first
 * @param headers record headers that pass through to the result (trace context, correlation)
 * @param route its way through the stages of a pipeline
 * @param previews how many previews of the picture the sender wants, which change nothing else
 */
public record GenerationTask(
        TaskId id,
        int count,
        String model,
        String modelRevision,
        StageParams params,
        Priority priority,
        String tenant,
        long deadlineMs,
        long createdMs,
        String fingerprint,
        String requestFingerprint,
        String cacheKey,
        CacheTerms cache,
        List<LevelAlternative> alternatives,
        Map<String, String> headers,
        Route route,
        int previews) {

    /** Checks that the task is complete and copies the headers. */
    public GenerationTask {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(modelRevision, "modelRevision");
        Objects.requireNonNull(params, "params");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(requestFingerprint, "requestFingerprint");
        Objects.requireNonNull(cacheKey, "cacheKey");
        Objects.requireNonNull(cache, "cache");
        alternatives = List.copyOf(alternatives);
        headers = Map.copyOf(headers);
        Objects.requireNonNull(route, "route");
        if (previews < 0) {
            throw new IllegalArgumentException("a task has no negative previews: " + previews);
        }
    }

    /** A task without previews. */
    public GenerationTask(
            TaskId id,
            int count,
            String model,
            String modelRevision,
            StageParams params,
            Priority priority,
            String tenant,
            long deadlineMs,
            long createdMs,
            String fingerprint,
            String requestFingerprint,
            String cacheKey,
            CacheTerms cache,
            List<LevelAlternative> alternatives,
            Map<String, String> headers,
            Route route) {
        this(
                id,
                count,
                model,
                modelRevision,
                params,
                priority,
                tenant,
                deadlineMs,
                createdMs,
                fingerprint,
                requestFingerprint,
                cacheKey,
                cache,
                alternatives,
                headers,
                route,
                0);
    }

    /** A task of one stage alone. */
    public GenerationTask(
            TaskId id,
            int count,
            String model,
            String modelRevision,
            StageParams params,
            Priority priority,
            String tenant,
            long deadlineMs,
            long createdMs,
            String fingerprint,
            String requestFingerprint,
            String cacheKey,
            CacheTerms cache,
            List<LevelAlternative> alternatives,
            Map<String, String> headers) {
        this(
                id,
                count,
                model,
                modelRevision,
                params,
                priority,
                tenant,
                deadlineMs,
                createdMs,
                fingerprint,
                requestFingerprint,
                cacheKey,
                cache,
                alternatives,
                headers,
                Route.NONE);
    }

    /** A task that keeps its quality level and shares work as usual. */
    public GenerationTask(
            TaskId id,
            int count,
            String model,
            String modelRevision,
            StageParams params,
            Priority priority,
            String tenant,
            long deadlineMs,
            long createdMs,
            String fingerprint,
            String requestFingerprint,
            String cacheKey,
            Map<String, String> headers) {
        this(
                id,
                count,
                model,
                modelRevision,
                params,
                priority,
                tenant,
                deadlineMs,
                createdMs,
                fingerprint,
                requestFingerprint,
                cacheKey,
                CacheTerms.DEFAULT,
                List.of(),
                headers);
    }

    /**
     * Returns what to generate, of a task for a picture.
     *
     * @throws IllegalStateException if it is for a text
     */
    public GenerationParams image() {
        if (params instanceof GenerationParams picture) {
            return picture;
        }
        throw new IllegalStateException("task " + id + " is for a text");
    }

    /**
     * Returns what tasks in flight have in common that may share one generation: the fingerprint,
     * who may see the output, and whether it may start from a neighbour's. Empty if it shares with
     * none.
     */
    public String sharingKey() {
        if (!cache.readsAndWrites()) {
            return "";
        }
        return cache.approximates()
                ? fingerprint + "~" + cache.similarity() + circle()
                : fingerprint + circle();
    }

    /**
     * Returns who may notice, by the time that it takes, what was computed for the task: all, the
     * tenant, or nobody else.
     */
    public String reuseScope() {
        return cache.readsAndWrites() ? circle() : "#" + id;
    }

    private String circle() {
        return CacheTerms.circle(tenant, cache.shared());
    }

    /** Tells whether the deadline has passed at the given epoch milliseconds. */
    public boolean isExpiredAt(long nowMs) {
        return deadlineMs > 0 && nowMs >= deadlineMs;
    }

    /** Returns the task with another deadline, in epoch milliseconds; 0 for none. */
    public GenerationTask withDeadline(long newDeadlineMs) {
        return with(params, newDeadlineMs, fingerprint, alternatives, route);
    }

    /** Returns the task with another number of previews. */
    public GenerationTask withPreviews(int wanted) {
        return new GenerationTask(
                id,
                count,
                model,
                modelRevision,
                params,
                priority,
                tenant,
                deadlineMs,
                createdMs,
                fingerprint,
                requestFingerprint,
                cacheKey,
                cache,
                alternatives,
                headers,
                route,
                wanted);
    }

    /** Returns the task with nothing in place of the picture that it starts from, if any. */
    public GenerationTask withoutPicture() {
        return params.init() == null
                ? this
                : with(params.withoutPicture(), deadlineMs, fingerprint, alternatives, route);
    }

    /** Returns the task with nothing in place of the pictures of the stages still to come. */
    public GenerationTask withoutPicturesToCome() {
        Route bare = route.withoutPictures();
        return bare == route ? this : with(params, deadlineMs, fingerprint, alternatives, bare);
    }

    /**
     * Returns the task at the level of a fingerprint, which it keeps; itself if that is its own.
     *
     * @throws IllegalArgumentException if it is none of its alternatives either
     */
    public GenerationTask at(String levelFingerprint) {
        if (levelFingerprint.equals(fingerprint)) {
            return this;
        }
        LevelAlternative level =
                alternatives.stream()
                        .filter(other -> other.fingerprint().equals(levelFingerprint))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "task " + id + " may not move to that level"));
        return with(
                params.withStepCache(level.spec()),
                deadlineMs,
                level.fingerprint(),
                List.of(),
                route);
    }

    private GenerationTask with(
            StageParams newParams,
            long newDeadlineMs,
            String newFingerprint,
            List<LevelAlternative> newAlternatives,
            Route newRoute) {
        return new GenerationTask(
                id,
                count,
                model,
                modelRevision,
                newParams,
                priority,
                tenant,
                newDeadlineMs,
                createdMs,
                newFingerprint,
                requestFingerprint,
                cacheKey,
                cache,
                newAlternatives,
                headers,
                newRoute,
                previews);
    }
}
