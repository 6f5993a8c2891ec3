package io.omniflow.job.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.jobs.Job;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.omniflow.job.gateway.jobs.Outputs;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Recognises calls that are made again, by the header {@code idempotency-key}: the id of a request
 * follows from it and from the caller's tenant, so that every instance knows it again.
 */
final class Repeats {

    private static final String HEADER = "idempotency-key";

    private static final int LONGEST = 255;

    private final OmniClient client;

    private final JobIndex index;

    private final Outputs outputs;

    Repeats(OmniClient client, JobIndex index, Outputs outputs) {
        this.client = client;
        this.index = index;
        this.outputs = outputs;
    }

    /**
     * Returns the id of a call's request; one that nobody can guess if it has no key. What was
     * refused because the queue was full may be tried again: that is a request of its own.
     */
    String id(Exchange exchange) {
        String key = exchange.header(HEADER);
        if (key.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (key.length() > LONGEST) {
            throw ApiException.invalid(
                    null, "invalid_value", HEADER + " has at most " + LONGEST + " characters");
        }
        if (!client.caughtUp().isDone()) {
            throw ApiException.unavailable(
                    "this instance does not know yet what was asked before", Duration.ofSeconds(1));
        }
        String tenant = exchange.caller().tenant();
        String name = tenant.length() + ":" + tenant + key.length() + ":" + key;
        int attempt = 0;
        String id = uuid(name + attempt);
        while (wasTurnedAway(id)) {
            attempt++;
            id = uuid(name + attempt);
        }
        return id;
    }

    private boolean wasTurnedAway(String id) {
        return index.find(id)
                .flatMap(Job::result)
                .filter(result -> result.getError().getCode().equals(ErrorCode.QUEUE_FULL.name()))
                .isPresent();
    }

    private static String uuid(String name) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(name));
        return new UUID(hash.getLong(), hash.getLong()).toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Tells whether a request was published before.
     *
     * @throws ApiException if its id was, with another content
     */
    boolean isKnown(GenerationRequest request) {
        Optional<GenerationRequest> before = index.find(request.getId()).flatMap(Job::request);
        if (before.isPresent() && !before.get().equals(request.toBuilder().clearImage().build())) {
            throw ApiException.invalid(
                    null,
                    "idempotency_key_reused",
                    "the " + HEADER + " came before with other parameters");
        }
        return before.isPresent();
    }

    /**
     * Returns the result of a request that has one already; blocks.
     *
     * @throws ApiException if it has one that is not kept any more
     */
    Optional<GenerationResult> result(String id) {
        Optional<Job> ended = index.find(id).filter(job -> job.result().isPresent());
        return ended.map(
                job ->
                        outputs.read(job)
                                .orElseThrow(
                                        () ->
                                                ApiException.of(
                                                        410,
                                                        "invalid_request_error",
                                                        "gone",
                                                        "the topic does not keep the result any"
                                                                + " more")));
    }
}
