package io.omniflow.executor.delivery;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.failed;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.wire.ResultEncoder;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultOffloaderTest {

    private static final int LIMIT = 16_384;

    @TempDir private Path directory;

    @Test
    void replacesImagesByReferencesToTheirBytes() throws Exception {
        OutboundRecord whole =
                result(completed(task("r", 0, 2), 3 * LIMIT), completed(task("r", 1, 2), 10));

        OutboundRecord small = offload(directory.toString(), whole).get(0);

        assertThat(RecordSize.of(small)).isLessThanOrEqualTo(LIMIT);
        assertThat(small.key()).isEqualTo(whole.key());
        assertThat(headers(small)).isEqualTo(headers(whole));
        GenerationResult result = GenerationResult.parseFrom(small.value());
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        for (int i = 0; i < 2; i++) {
            Path file = Path.of(URI.create(result.getOutputs(i).getDataref()));
            assertThat(file.getFileName()).hasToString(task("r", i, 2).fingerprint() + ".png");
            assertThat(Files.size(file)).isEqualTo(i == 0 ? 3 * LIMIT : 10);
        }
    }

    @Test
    void writesTheSameResultTwiceToTheSameFilesAndLeavesNoOthers() throws Exception {
        OutboundRecord whole = result(completed(task("r", 0, 1), 3 * LIMIT));

        List<OutboundRecord> small = offload(directory.toString(), whole, whole);

        assertThat(small.get(0).value()).isEqualTo(small.get(1).value());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.startsWith(task("r", 0, 1).fingerprint() + ".png"))
                    .hasSizeLessThanOrEqualTo(2); // the local file system adds a checksum
        }
    }

    @Test
    void keepsTheFailuresOfOtherImages() throws Exception {
        OutboundRecord whole =
                result(
                        completed(task("r", 0, 2), 3 * LIMIT),
                        failed(task("r", 1, 2), TaskStatus.FAILED, ErrorCode.NOT_FINITE));

        GenerationResult result =
                GenerationResult.parseFrom(offload(directory.toString(), whole).get(0).value());

        assertThat(result.getOutputs(0).hasDataref()).isTrue();
        assertThat(result.getOutputs(1).getError().getCode()).isEqualTo("NOT_FINITE");
        assertThat(result.getError().getCode()).isEqualTo("PARTIAL_FAILURE");
    }

    @Test
    void aResultThatCannotBeWrittenFails() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        OutboundRecord whole = result(completed(task("r", 0, 1), 3 * LIMIT));

        OutboundRecord small = offload(file + "/below", whole).get(0);

        GenerationResult result = GenerationResult.parseFrom(small.value());
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("RECORD_TOO_LARGE");
        assertThat(result.getError().getMessage()).contains("could not be written");
        assertThat(result.getOutputs(0).getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getOutputs(0).hasData()).isFalse();
        assertThat(result.getOutputs(0).getFingerprint()).isNotEmpty();
        assertThat(RecordSize.of(small)).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void aResultThatIsTooLargeWithoutItsImagesFails() throws Exception {
        TaskOutcome talkative =
                new TaskOutcome(
                        task("r", 0, 1),
                        TaskStatus.COMPLETED,
                        new Output(new byte[1], "image/png", 8, 8, List.of("w".repeat(2 * LIMIT))),
                        null,
                        TaskTimings.NONE,
                        CacheReport.MISS,
                        0,
                        0);

        GenerationResult result =
                GenerationResult.parseFrom(
                        offload(directory.toString(), result(talkative)).get(0).value());

        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("RECORD_TOO_LARGE");
        assertThat(result.getOutputsCount()).isEqualTo(1);
    }

    @Test
    void aResultOfVeryManyImagesStillFits() throws Exception {
        List<TaskOutcome> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(completed(task("r", i, 200), 100));
        }
        OutboundRecord whole = new ResultEncoder().encode(many, NOW_MS);

        OutboundRecord small = offload(directory.toString(), whole).get(0);

        assertThat(RecordSize.of(small)).isLessThanOrEqualTo(LIMIT);
        assertThat(GenerationResult.parseFrom(small.value()).getError().getCode())
                .isEqualTo("RECORD_TOO_LARGE");
        assertThat(headers(small)).containsKey("ce_id").doesNotContainKey("x-team");
    }

    @Test
    void refusesANameThatIsNoFingerprint() {
        FileStore store = new FileStore(directory.toString());

        org.assertj.core.api.Assertions.assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () ->
                                store.put(
                                        "../../etc/passwd",
                                        "image/png",
                                        com.google.protobuf.ByteString.EMPTY))
                .withMessageContaining("fingerprint");
    }

    private static OutboundRecord result(TaskOutcome... outcomes) {
        return new ResultEncoder().encode(List.of(outcomes), NOW_MS);
    }

    private static List<OutboundRecord> offload(String directory, OutboundRecord... records)
            throws Exception {
        ResultOffloader offloader = new ResultOffloader(new DeliveryConfig(LIMIT, directory, 1000));
        try (OneInputStreamOperatorTestHarness<OutboundRecord, OutboundRecord> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new AsyncWaitOperatorFactory<>(
                                offloader, 60_000, 10, OutputMode.ORDERED))) {
            harness.getStreamConfig()
                    .setupNetworkInputs(
                            io.omniflow.executor.state.StreamTypes.OUTBOUND.createSerializer(
                                    harness.getExecutionConfig().getSerializerConfig()));
            harness.getStreamConfig().serializeAllConfigs();
            harness.open();
            for (OutboundRecord record : records) {
                harness.processElement(record, 0);
            }
            harness.endInput();
            return harness.extractOutputValues();
        }
    }
}
