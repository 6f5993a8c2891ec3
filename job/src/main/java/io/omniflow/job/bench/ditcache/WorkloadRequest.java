package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeScene;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of a workload.
 *
 * @param id unique in the workload
 * @param kind how it relates to those before it
 * @param refersTo id of the request that it repeats, paraphrases or swaps; empty if there is none
 * @param prompt what is asked for
 * @param seed seed of the noise
 * @param guidanceScale scale of the guidance; null for the model's own
 * @param scene what the picture should show, its size empty where the prompt names none; null if
 *     nobody can judge
 */
record WorkloadRequest(
        String id,
        RequestKind kind,
        String refersTo,
        String prompt,
        long seed,
        @Nullable Double guidanceScale,
        @Nullable ShapeScene scene) {

    WorkloadRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(refersTo, "refersTo");
        Objects.requireNonNull(prompt, "prompt");
    }

    /** Tells whether it shows what another shows with the two colours exchanged. */
    boolean isSwapOf(WorkloadRequest other) {
        return scene != null
                && other.scene != null
                && scene.color().equals(other.scene.background())
                && scene.background().equals(other.scene.color());
    }

    /** Tells whether the checker would accept a picture of one as a picture of the other. */
    boolean showsTheSameAs(WorkloadRequest other) {
        return scene != null
                && other.scene != null
                && scene.expected().equals(other.scene.expected());
    }

    /** Returns what requests have in common that have equal pictures. */
    Picture picture() {
        return new Picture(prompt, seed, Optional.ofNullable(guidanceScale));
    }

    /**
     * What decides a picture of one model.
     *
     * @param prompt what is asked for
     * @param seed seed of the noise
     * @param guidanceScale scale of the guidance, if not the model's own
     */
    record Picture(String prompt, long seed, Optional<Double> guidanceScale) {}
}
