package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A TaskManager runs one job after the other and stays as it was after the first ones. */
@Timeout(600)
class ResubmissionITCase {

    private static final int SUBMISSIONS = 6;

    private static final String USER_CLASSES = "org.apache.flink.util.ChildFirstClassLoader";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = InTarget.class)
    private Path directory;

    @Test
    void sixSubmissionsLeaveOneCopyOfTheWeightsAndFlatMemory() throws Exception {
        Figures figures = new Figures();
        try (LocalCluster cluster =
                LocalCluster.start(directory, 1, "-D taskmanager.numberOfTaskSlots=1")) {
            figures.lap("up");
            JavaProcess worker = new JavaProcess(cluster.process("taskmanager-1"));
            Path deployment = deployment();
            List<Long> resident = new ArrayList<>();
            List<Long> metaspace = new ArrayList<>();
            for (int i = 0; i < SUBMISSIONS; i++) {
                runOnce(cluster, deployment, i);
                metaspace.add(worker.metaspaceKilobytes());
                resident.add(worker.residentMegabytes());
                figures.lap("submission " + i);
            }
            long left = worker.living(USER_CLASSES);
            figures.note("metaspace KB " + metaspace);
            figures.note("resident MB " + resident);
            figures.note("class loaders left " + left);

            assertThat(
                            cluster.log("taskmanager-1")
                                    .lines()
                                    .filter(
                                            line ->
                                                    line.contains("SharedWeights")
                                                            && line.contains("Loaded ")))
                    .as("loads of the weights")
                    .hasSize(1);
            assertThat(left).as("class loaders of jobs").isLessThanOrEqualTo(2);
            assertThat(metaspace.get(SUBMISSIONS - 1) - metaspace.get(1))
                    .as("growth of metaspace in KB over %s", metaspace)
                    .isLessThan(8 << 10);
            assertThat(resident.get(SUBMISSIONS - 1) - resident.get(1))
                    .as("growth of memory in MB over %s", resident)
                    .isLessThan(200);
        } finally {
            figures.print();
        }
    }

    /** Submits the job, from its savepoint if there is one, has it make a picture and stops it. */
    private static void runOnce(LocalCluster cluster, Path deployment, int number) {
        String job = cluster.submit(deployment);
        await().atMost(Duration.ofSeconds(120)).until(() -> cluster.rest().isRunning(job));
        try (OmniClient client = cluster.connect();
                Listener listener = new Listener(client)) {
            client.publish(
                    GenerationRequest.newBuilder()
                            .setId("r" + number)
                            .setModel("shapes")
                            .setPrompt("a small green star on a white background")
                            .setNumInferenceSteps(4)
                            .setSeed(number)
                            .build());
            await().atMost(Duration.ofSeconds(120)).until(() -> !listener.results().isEmpty());
            assertThat(listener.results().get(0).getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        }
        cluster.command("stop");
    }

    private Path deployment() throws IOException {
        return Files.writeString(
                directory.resolve("omniflow.yaml"),
                """
                stages:
                  shapes:
                    bundle: %s
                """
                        .formatted(Repository.file("deploy/models/shapes")));
    }
}
