package io.omniflow.core.cache;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.Output;
import java.util.Objects;

/**
 * An output that may be served again.
 *
 * @param key the neighbourhood it is looked up in
 * @param fingerprint what it is the output of
 * @param model name of the model
 * @param modelRevision content hash of the model bundle
 * @param tenant who asked for it; empty when not given
 * @param shared whether other tenants may see it, if they say so too
 * @param prompt what it was asked for with
 * @param createdMs epoch milliseconds at which its generation started
 * @param steps inference steps it took
 * @param output the output
 * @param latentsRef URI of the output's latents if they lie elsewhere, else empty
 */
public record CacheEntry(
        String key,
        String fingerprint,
        String model,
        String modelRevision,
        String tenant,
        boolean shared,
        String prompt,
        long createdMs,
        int steps,
        Output output,
        String latentsRef) {

    private static final int FIXED_BYTES = 512;

    /** Checks that the entry is complete. */
    public CacheEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(modelRevision, "modelRevision");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(latentsRef, "latentsRef");
    }

    /** An entry whose latents, if there are any, are at hand. */
    public CacheEntry(
            String key,
            String fingerprint,
            String model,
            String modelRevision,
            String tenant,
            boolean shared,
            String prompt,
            long createdMs,
            int steps,
            Output output) {
        this(
                key,
                fingerprint,
                model,
                modelRevision,
                tenant,
                shared,
                prompt,
                createdMs,
                steps,
                output,
                "");
    }

    /** An entry that its tenant alone sees and that serves equal requests alone. */
    public CacheEntry(
            String key,
            String fingerprint,
            String model,
            String modelRevision,
            String tenant,
            long createdMs,
            int steps,
            Output output) {
        this(key, fingerprint, model, modelRevision, tenant, false, "", createdMs, steps, output);
    }

    /** Returns the same with another output. */
    public CacheEntry withOutput(Output other) {
        return with(other, latentsRef);
    }

    /** Returns the same with its latents at hand. */
    public CacheEntry withLatents(FinalLatents latents) {
        return with(output.withLatents(latents), "");
    }

    /** Returns the same with its latents at a URI. */
    public CacheEntry withLatentsAt(String uri) {
        return with(output.withLatents(null), uri);
    }

    /** Tells whether generations may start from it. */
    public boolean hasLatents() {
        return output.latents() != null || !latentsRef.isEmpty();
    }

    private CacheEntry with(Output other, String elsewhere) {
        return new CacheEntry(
                key,
                fingerprint,
                model,
                modelRevision,
                tenant,
                shared,
                prompt,
                createdMs,
                steps,
                other,
                elsewhere);
    }

    /** Returns what the cache must know of the entry, as of its insertion at a moment. */
    public EntryHeader header(long nowMs) {
        return new EntryHeader(
                key,
                fingerprint,
                tenant,
                shared,
                hasLatents() ? prompt : "",
                bytes(),
                createdMs,
                steps,
                0,
                nowMs);
    }

    private long bytes() {
        FinalLatents latents = output.latents();
        return FIXED_BYTES
                + output.data().length
                + (latents == null ? 0 : latents.bytes())
                + 2L * (key.length() + fingerprint.length() + tenant.length() + prompt.length());
    }
}
