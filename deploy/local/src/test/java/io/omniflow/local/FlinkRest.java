package io.omniflow.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Asks a JobManager. */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private final String address;

    FlinkRest(String address) {
        this.address = address;
    }

    JsonNode get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(20))
                        .build();
        try {
            return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Whether all tasks of a job run. */
    boolean isRunning(String job) {
        JsonNode details = get("/jobs/" + job);
        int tasks = 0;
        int running = 0;
        for (JsonNode vertex : details.path("vertices")) {
            tasks += vertex.path("parallelism").asInt();
            running += vertex.path("tasks").path("RUNNING").asInt();
        }
        return "RUNNING".equals(details.path("state").asText()) && tasks > 0 && tasks == running;
    }

    /** Returns the TaskManagers that run an operator whose name contains the text. */
    List<String> taskManagersOf(String job, String operator) {
        return StreamSupport.stream(get("/jobs/" + job).path("vertices").spliterator(), false)
                .filter(vertex -> vertex.path("name").asText().contains(operator))
                .map(vertex -> get("/jobs/" + job + "/vertices/" + vertex.path("id").asText()))
                .flatMap(
                        vertex ->
                                StreamSupport.stream(vertex.path("subtasks").spliterator(), false))
                .map(subtask -> subtask.path("taskmanager-id").asText())
                .distinct()
                .toList();
    }

    /** Returns how often the tasks of a job were started again. */
    int restarts(String job) {
        return StreamSupport.stream(get("/jobs/" + job).path("vertices").spliterator(), false)
                .map(vertex -> get("/jobs/" + job + "/vertices/" + vertex.path("id").asText()))
                .flatMap(
                        vertex ->
                                StreamSupport.stream(vertex.path("subtasks").spliterator(), false))
                .mapToInt(subtask -> subtask.path("attempt").asInt())
                .max()
                .orElseThrow();
    }

    /** Returns how many tasks an operator has whose name contains the text. */
    int parallelism(String job, String operator) {
        return StreamSupport.stream(get("/jobs/" + job).path("vertices").spliterator(), false)
                .filter(vertex -> vertex.path("name").asText().contains(operator))
                .mapToInt(vertex -> vertex.path("parallelism").asInt())
                .max()
                .orElseThrow();
    }

    /** Returns how often the job began with the state of a checkpoint or savepoint. */
    int restores(String job) {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("restored").asInt();
    }

    /** Returns when the newest completed checkpoint began; 0 without one. */
    long newestCheckpointMs(String job) {
        return get("/jobs/" + job + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("trigger_timestamp")
                .asLong();
    }
}
