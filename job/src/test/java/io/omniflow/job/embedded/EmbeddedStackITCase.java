package io.omniflow.job.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.executor.metrics.MetricLabel;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Submission;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.kafka.TestingKafka;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.MetricReading;
import io.omniflow.job.rest.RunningJob;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a real broker, a real cluster and a real model with random weights. */
class EmbeddedStackITCase {

    private static final Path BUNDLE =
            Path.of("../operators/engine/src/test/resources/fixtures/sd3-tiny/bundle");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path directory;

    @Test
    void requestsBecomePicturesAndASavepointContinues() throws IOException {
        try (EmbeddedStack stack = start()) {
            assertThat(stack.restoredFrom()).isEmpty();
            List<GenerationResult> results =
                    ask(
                            stack,
                            request("one").build(),
                            request("two").setN(2).setSeed(100).build(),
                            request("bad").setNumInferenceSteps(100_000).build());

            assertPictures(results.get(0), 1);
            assertPictures(results.get(1), 2);
            assertThat(results.get(1).getOutputsList().stream().map(Output::getSeed))
                    .containsExactly(100L, 101L);
            assertThat(results.get(2).getStatus()).isEqualTo(Status.STATUS_REJECTED);
            assertThat(results.get(2).getError().getMessage()).contains("100000");
            assertThat(status(stack).getStage()).isEqualTo("tiny");
            assertThatGarbageIsDeadLettered(stack);
            assertThatEveryMetricIsRegistered(stack);
            assertThat(stack.stop()).exists();
        }
        try (EmbeddedStack stack = start()) {
            assertThat(stack.restoredFrom()).isPresent();
            GenerationResult again = ask(stack, request("again").build()).get(0);

            assertPictures(again, 1);
            assertThat(again.getOutputs(0).getCache().getKind())
                    .isEqualTo(CacheReport.Kind.KIND_EXACT);
        }
    }

    private EmbeddedStack start() throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("omniflow.yaml"),
                        """
                        stages:
                          tiny:
                            bundle: %s
                        """
                                .formatted(BUNDLE.toAbsolutePath().normalize()));
        return EmbeddedStack.start(
                new StackOptions(config, directory.resolve("data"), 0, 0, Map.of()));
    }

    private static GenerationRequest.Builder request(String id) {
        return GenerationRequest.newBuilder()
                .setId(id)
                .setPrompt("a red circle on blue")
                .setNumInferenceSteps(3)
                .setSeed(7);
    }

    private static List<GenerationResult> ask(EmbeddedStack stack, GenerationRequest... requests) {
        try (OmniClient client = OmniClient.connect(stack.bootstrapServers())) {
            List<Submission> submissions = Arrays.stream(requests).map(client::submit).toList();
            return submissions.stream()
                    .map(s -> s.result().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                    .toList();
        }
    }

    private static StatusReport status(EmbeddedStack stack) {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId("command")
                        .setGetStatus(GetStatus.newBuilder())
                        .build();
        try (OmniClient client = OmniClient.connect(stack.bootstrapServers())) {
            return client.ask(List.of(command), false, PATIENCE).get(0).getStatus();
        }
    }

    private static void assertThatGarbageIsDeadLettered(EmbeddedStack stack) {
        KafkaConfig.Topics topics = KafkaConfig.Topics.defaults();
        TestingKafka kafka = new TestingKafka(stack.bootstrapServers());
        byte[] garbage = "\u0007 no protobuf".getBytes(UTF_8);
        kafka.send(topics.requests(), "garbage", garbage);

        assertThat(kafka.readCommitted(topics.deadLetters(), 1))
                .anySatisfy(record -> assertThat(record.value()).isEqualTo(garbage));
    }

    /** Those by code are registered when the code first occurs. */
    private static void assertThatEveryMetricIsRegistered(EmbeddedStack stack) {
        JobManager jobManager = JobManager.at(stack.dashboard());
        RunningJob job = jobManager.job("omniflow");
        Set<OmniMetric> registered =
                jobManager.metrics().fresh(job, PATIENCE).stream()
                        .map(MetricReading::metric)
                        .collect(Collectors.toSet());
        assertThat(OmniMetric.values())
                .filteredOn(metric -> metric.label().stream().noneMatch(MetricLabel.CODE::equals))
                .allSatisfy(metric -> assertThat(registered).contains(metric));
    }

    private static void assertPictures(GenerationResult result, int count) {
        assertThat(result.getStatus()).as(result.toString()).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(result.getOutputsList()).hasSize(count);
        for (Output output : result.getOutputsList()) {
            assertThat(PictureFiles.decode(output).getWidth()).isEqualTo(output.getWidth());
        }
    }
}
