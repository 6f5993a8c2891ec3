package io.omniflow.job.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster with its dashboard in this process, and the one job on it. */
public final class EmbeddedFlink implements AutoCloseable {

    private final MiniCluster cluster;

    private final DataDirectory data;

    private EmbeddedFlink(MiniCluster cluster, DataDirectory data) {
        this.cluster = cluster;
        this.data = data;
    }

    /**
     * Starts a cluster on the loopback interface.
     *
     * @param data where checkpoints and temporary files lie
     * @param restPort where the dashboard listens; 0 for any free port
     * @param slots task slots; slots cost nothing until they are used
     * @param options of the deployment, for the cluster too
     */
    public static EmbeddedFlink start(
            DataDirectory data, int restPort, int slots, Configuration options) {
        return start(data, restPort, 1, slots, options);
    }

    /**
     * Starts a cluster of several TaskManagers, which speak to each other through the network stack
     * of the loopback interface.
     *
     * @param slots task slots of each TaskManager
     */
    public static EmbeddedFlink start(
            DataDirectory data, int restPort, int taskManagers, int slots, Configuration options) {
        int rest = Ports.check("the dashboard", restPort, "--rest-port");
        MiniClusterConfiguration configuration =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(ClusterSettings.of(data, rest, slots, options))
                        .setNumTaskManagers(taskManagers)
                        .setRpcServiceSharing(
                                taskManagers == 1
                                        ? RpcServiceSharing.SHARED
                                        : RpcServiceSharing.DEDICATED)
                        .setNumSlotsPerTaskManager(slots)
                        .build();
        MiniCluster cluster = new MiniCluster(configuration);
        try {
            cluster.start();
        } catch (Exception e) {
            throw new EmbeddedException("Flink does not start: " + Causes.line(e), e);
        }
        return new EmbeddedFlink(cluster, data);
    }

    /** Returns where the dashboard is. */
    public String dashboard() {
        return get(cluster.getRestAddress(), Duration.ofSeconds(10)).toString();
    }

    /** Submits a job and returns its id. */
    public JobID submit(StreamGraph graph) {
        return get(cluster.submitJob(graph.getJobGraph()), Duration.ofSeconds(60)).getJobID();
    }

    /** Returns how the job is. */
    public JobStatus status(JobID job) {
        return get(cluster.getJobStatus(job), Duration.ofSeconds(10));
    }

    /** Stops the job with a savepoint, from which the next run continues, and returns its path. */
    public Path stop(JobID job) {
        String path =
                get(
                        cluster.stopWithSavepoint(
                                job,
                                data.savepoints().toUri().toString(),
                                false,
                                SavepointFormatType.NATIVE),
                        Duration.ofSeconds(60));
        return Path.of(URI.create(path));
    }

    /** Stops the cluster. */
    @Override
    public void close() {
        get(cluster.closeAsync(), Duration.ofSeconds(60));
    }

    private static <T> T get(CompletableFuture<T> future, Duration time) {
        try {
            return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted while waiting for Flink", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedException("Flink: " + Causes.line(e), e);
        }
    }
}
