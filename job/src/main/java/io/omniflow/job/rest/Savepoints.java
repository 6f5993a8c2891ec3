package io.omniflow.job.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stops jobs with a savepoint. */
public final class Savepoints {

    private static final long LOOK_MS = 200;

    private final RestClient client;

    Savepoints(RestClient client) {
        this.client = client;
    }

    /**
     * Stops a job and returns where its savepoint is. Nothing is drained: what waits and what runs
     * is in the savepoint.
     *
     * @param directory where the savepoint goes; null for the cluster's own directory
     * @param patience how long the savepoint may take
     * @throws RestException if the savepoint fails, after which the job goes on, or is not done in
     *     time
     */
    public String stop(RunningJob job, @Nullable String directory, Duration patience) {
        Map<String, Object> order = new HashMap<>();
        order.put("drain", false);
        order.put("formatType", "NATIVE");
        if (directory != null) {
            order.put("targetDirectory", directory);
        }
        String trigger =
                client.post("jobs/" + job.id() + "/stop", order).path("request-id").asText();
        return await("jobs/" + job.id() + "/savepoints/" + trigger, patience);
    }

    private String await(String operation, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            JsonNode answer = client.get(operation);
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                return location(answer.path("operation"));
            }
            Pause.of(LOOK_MS);
        }
        throw new RestException(
                "the savepoint is not done after "
                        + patience.toSeconds()
                        + " s: see the dashboard, and give it more time with --timeout");
    }

    private static String location(JsonNode operation) {
        JsonNode failure = operation.path("failure-cause");
        if (!failure.isMissingNode()) {
            throw new RestException(
                    "the savepoint failed and the job goes on: "
                            + StackTraces.innermost(failure.path("stack-trace").asText()));
        }
        return operation.path("location").asText();
    }
}
