package io.omniflow.job.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JobManager seen through its REST interface. Every method asks it anew and throws {@link
 * RestException} if it does not answer or refuses.
 */
public final class JobManager {

    /** Flink's configuration key under which an embedded stack tells its data directory. */
    public static final String DATA_KEY = "omniflow.data";

    private static final long LOOK_MS = 200;

    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

    private final RestClient client;

    private JobManager(RestClient client) {
        this.client = client;
    }

    /**
     * Returns the JobManager at an address such as {@code http://127.0.0.1:8081}; it is not asked
     * yet.
     *
     * @throws RestException if the address is no URL
     */
    public static JobManager at(String address) {
        if (!address.matches("https?://[^/\\s]+/?")) {
            throw new RestException(
                    "'" + address + "' is no address of a JobManager: give http://HOST:PORT");
        }
        return new JobManager(new RestClient(URI.create(address.replaceFirst("/$", "") + "/")));
    }

    /** Returns the jobs that have not ended. */
    public List<RunningJob> runningJobs() {
        List<RunningJob> jobs = new ArrayList<>();
        for (JsonNode job : client.get("jobs/overview").path("jobs")) {
            if (!ENDED.contains(job.path("state").asText())) {
                jobs.add(
                        new RunningJob(
                                job.path("jid").asText(),
                                job.path("name").asText(),
                                job.path("state").asText()));
            }
        }
        return jobs;
    }

    /**
     * Returns the one job of a name or id that has not ended.
     *
     * @throws RestException if there is none or more than one
     */
    public RunningJob job(String nameOrId) {
        List<RunningJob> found =
                runningJobs().stream()
                        .filter(job -> job.name().equals(nameOrId) || job.id().equals(nameOrId))
                        .toList();
        if (found.isEmpty()) {
            throw new RestException("no job '" + nameOrId + "' runs at " + client.address());
        }
        if (found.size() > 1) {
            throw new RestException(
                    found.size()
                            + " jobs '"
                            + nameOrId
                            + "' run at "
                            + client.address()
                            + ": give the id of one with --job, such as "
                            + found.get(0).id());
        }
        return found.get(0);
    }

    /** Returns the data directory if this is an embedded stack, which ends with its job. */
    public Optional<String> embeddedData() {
        for (JsonNode entry : client.get("jobmanager/config")) {
            if (entry.path("key").asText().equals(DATA_KEY)) {
                return Optional.of(entry.path("value").asText());
            }
        }
        return Optional.empty();
    }

    /** Returns how a job has been. */
    public JobHistory history(RunningJob job) {
        JsonNode restarts = client.get("jobs/" + job.id() + "/metrics?get=numRestarts");
        return new JobHistory(
                client.get("jobs/" + job.id()).path("duration").asLong(),
                restarts.path(0).path("value").asLong());
    }

    /** Returns what the cluster has. */
    public ClusterOverview overview() {
        JsonNode overview = client.get("overview");
        return new ClusterOverview(
                overview.path("flink-version").asText(),
                overview.path("taskmanagers").asInt(),
                overview.path("slots-total").asInt(),
                overview.path("slots-available").asInt());
    }

    /** Returns what stops a job with a savepoint. */
    public Savepoints savepoints() {
        return new Savepoints(client);
    }

    /** Returns the metrics of jobs. */
    public JobMetrics metrics() {
        return new JobMetrics(client);
    }

    /** Returns what brings jars to the JobManager and runs them. */
    public Jars jars() {
        return new Jars(client);
    }

    /**
     * Waits until a job that was submitted runs.
     *
     * @throws RestException with the reason if it ends instead, or if it does not run in time
     */
    public void awaitStart(String job, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            String state = client.get("jobs/" + job).path("state").asText();
            if (state.equals("RUNNING")) {
                return;
            }
            if (ENDED.contains(state)) {
                String trace =
                        client.get("jobs/" + job + "/exceptions").path("root-exception").asText();
                throw new RestException("the job does not start: " + StackTraces.innermost(trace));
            }
            Pause.of(LOOK_MS);
        }
        throw new RestException(
                "the job does not run after " + patience.toSeconds() + " s: see the dashboard");
    }

    /** Ends the JobManager, and with it the jobs that still run. */
    public void shutDown() {
        client.delete("cluster");
    }
}
