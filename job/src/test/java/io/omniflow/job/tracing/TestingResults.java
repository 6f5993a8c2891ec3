package io.omniflow.job.tracing;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.Error;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.StageReport;
import io.omniflow.v1.Status;
import io.omniflow.v1.TextReport;
import io.omniflow.v1.Timings;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Results as the job writes them. */
final class TestingResults {

    private TestingResults() {}

    /** Two pictures; the second failed, and took 600 ms less. */
    static GenerationResult pictures() {
        return GenerationResult.newBuilder()
                .setRequestId("r1")
                .setModel("shapes")
                .setTenant("acme")
                .setStatus(Status.STATUS_FAILED)
                .setError(Error.newBuilder().setCode("PARTIAL_FAILURE"))
                .setCreatedMs(10_000)
                .setCompletedMs(11_050)
                .addOutputs(
                        Output.newBuilder()
                                .setIndex(0)
                                .setSteps(20)
                                .setStatus(Status.STATUS_COMPLETED)
                                .setTimings(timings(100, 50, 800, 50)))
                .addOutputs(
                        Output.newBuilder()
                                .setIndex(1)
                                .setStatus(Status.STATUS_FAILED)
                                .setError(Error.newBuilder().setCode("NOT_FINITE"))
                                .setTimings(timings(400, 0, 0, 0)))
                .build();
    }

    /** A caption in 300 ms and its picture, which the cache had, in 2. */
    static GenerationResult pipeline() {
        return GenerationResult.newBuilder()
                .setRequestId("r2")
                .setModel("write-and-paint")
                .setStatus(Status.STATUS_COMPLETED)
                .setCreatedMs(5_000)
                .setCompletedMs(5_310)
                .addStages(
                        StageReport.newBuilder()
                                .setStage("words")
                                .setTextReport(
                                        TextReport.newBuilder()
                                                .setPromptTokens(3)
                                                .setCompletionTokens(9))
                                .setTimings(timings(0, 20, 280, 0)))
                .addOutputs(
                        Output.newBuilder()
                                .setCache(
                                        CacheReport.newBuilder()
                                                .setKind(CacheReport.Kind.KIND_EXACT))
                                .setTimings(timings(2, 0, 0, 0)))
                .build();
    }

    static OutboundRecord record(GenerationResult result, RecordHeader... headers) {
        return new OutboundRecord(
                result.getRequestId().getBytes(StandardCharsets.UTF_8),
                result.toByteArray(),
                List.of(headers),
                result.getCompletedMs());
    }

    private static Timings timings(long queued, long scheduled, long steps, long decoded) {
        return Timings.newBuilder()
                .setQueuedMs(queued)
                .setScheduledMs(scheduled)
                .setStepsMs(steps)
                .setDecodedMs(decoded)
                .setTotalMs(queued + scheduled + steps + decoded)
                .build();
    }
}
