package io.omniflow.job.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings jars to a JobManager and runs them. */
public final class Jars {

    private final RestClient client;

    Jars(RestClient client) {
        this.client = client;
    }

    /** Tells whether the JobManager takes jars at all. */
    public boolean areTaken() {
        return client.get("config").path("features").path("web-submit").asBoolean();
    }

    /**
     * Uploads a jar and returns its id at the JobManager.
     *
     * @throws RestException if the file cannot be read or the JobManager does not take it
     */
    public String upload(Path jar) {
        String boundary = "omniflow-" + UUID.randomUUID();
        JsonNode answer =
                client.post(
                        "jars/upload",
                        "multipart/form-data; boundary=" + boundary,
                        multipart(jar, boundary));
        String file = answer.path("filename").asText();
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /**
     * Runs the main class of a jar and returns the id of its job.
     *
     * @param arguments arguments of the main class
     * @param savepoint state to continue from, which stays as it is; null to begin anew
     */
    public String run(String jar, List<String> arguments, @Nullable String savepoint) {
        Map<String, Object> order = new HashMap<>();
        order.put("programArgsList", arguments);
        if (savepoint != null) {
            order.put("savepointPath", savepoint);
            order.put("claimMode", "NO_CLAIM");
        }
        return client.post("jars/" + jar + "/run", order).path("jobid").asText();
    }

    /** Removes an uploaded jar; its job does not need it any more. */
    public void delete(String jar) {
        client.delete("jars/" + jar);
    }

    private static BodyPublisher multipart(Path jar, String boundary) {
        String head =
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName()
                        + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        String tail = "\r\n--" + boundary + "--\r\n";
        try {
            return BodyPublishers.concat(
                    BodyPublishers.ofString(head, UTF_8),
                    BodyPublishers.ofFile(jar),
                    BodyPublishers.ofString(tail, UTF_8));
        } catch (FileNotFoundException e) {
            throw new RestException(
                    "there is no jar " + jar + ": name one with --jar, or build it first", e);
        }
    }
}
