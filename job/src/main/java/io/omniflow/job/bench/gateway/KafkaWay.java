package io.omniflow.job.bench.gateway;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Submission;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import java.util.UUID;

/** Asks by the topics. */
final class KafkaWay implements Way {

    private final OmniClient client;

    private final GenerationRequest picture;

    KafkaWay(OmniClient client, GenerationRequest picture) {
        this.client = client;
        this.picture = picture;
    }

    /** Asks until the picture comes from the cache. */
    void warm() {
        while (once().getOutputs(0).getCache().getKind() != CacheReport.Kind.KIND_EXACT) {
            // The entry takes its way through the cache's topic.
        }
    }

    @Override
    public void ask() {
        GenerationResult result = once();
        if (result.getOutputs(0).getCache().getKind() != CacheReport.Kind.KIND_EXACT) {
            throw new IllegalStateException("the picture was not in the cache");
        }
    }

    private GenerationResult once() {
        GenerationRequest request = picture.toBuilder().setId(UUID.randomUUID().toString()).build();
        try (Submission submission = client.submit(request)) {
            GenerationResult result = submission.result().join();
            if (result.getStatus() != Status.STATUS_COMPLETED) {
                throw new IllegalStateException("no picture: " + result.getError());
            }
            return result;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
