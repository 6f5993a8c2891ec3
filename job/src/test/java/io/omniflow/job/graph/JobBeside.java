package io.omniflow.job.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.core.config.StageConfig;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/** Another job, which shares with that of a test its broker, its cluster and its cache topic. */
final class JobBeside implements AutoCloseable {

    private static final String NAME = "beside";

    private final TestingJob first;
    private final JobID job;

    JobBeside(TestingJob first, StageConfig stage, StepModelFactory models) {
        this.first = first;
        this.job = first.submitBeside(NAME, stage, models);
    }

    /** Returns the result of a request. */
    GenerationResult run(GenerationRequest request) {
        first.kafka().send(NAME + ".requests", request.getId(), request.toByteArray());
        return await().atMost(TestingJob.PATIENCE)
                .until(() -> result(request.getId()), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<GenerationResult> result(String id) {
        return first.kafka().readAll(NAME + ".results", 0).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(id))
                .map(record -> parse(record.value()))
                .findFirst();
    }

    private static GenerationResult parse(byte[] value) {
        try {
            return GenerationResult.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        first.stop(job);
    }
}
