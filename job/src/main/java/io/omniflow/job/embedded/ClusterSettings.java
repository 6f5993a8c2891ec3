package io.omniflow.job.embedded;

import io.omniflow.job.rest.JobManager;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** The settings of a cluster in one process. */
final class ClusterSettings {

    /**
     * What RocksDB may take of each slot for its block cache and write buffers; as much as
     * deploy/flink/config.yaml gives. A slot that is not used takes nothing.
     */
    private static final MemorySize MANAGED_IN_A_SLOT = MemorySize.ofMebiBytes(128);

    private ClusterSettings() {}

    static Configuration of(DataDirectory data, int restPort, int slots, Configuration options) {
        Configuration settings = new Configuration();
        settings.set(RestOptions.ADDRESS, Ports.LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, Ports.LOOPBACK);
        settings.set(RestOptions.PORT, restPort);
        settings.set(RestOptions.BIND_PORT, Integer.toString(restPort));
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.REFRESH_INTERVAL, Duration.ofSeconds(1));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_IN_A_SLOT.multiply(slots));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        settings.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        settings.setString(JobManager.DATA_KEY, data.root().toString());
        settings.set(WebOptions.LOG_PATH, data.log().toString());
        settings.set(CoreOptions.TMP_DIRS, data.temporary().toString());
        settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(5));
        settings.addAll(options);
        directories(data).toMap().forEach(settings::setString);
        return settings;
    }

    /** Where a job keeps its state. */
    static Configuration directories(DataDirectory data) {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(data.checkpoints()));
        settings.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, uri(data.savepoints()));
        return settings;
    }

    private static String uri(Path directory) {
        return directory.toUri().toString();
    }
}
