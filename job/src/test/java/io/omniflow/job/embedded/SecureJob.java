package io.omniflow.job.embedded;

import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.kafka.StartChecks;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** A job in this process at the broker that its deployment file names. */
public final class SecureJob implements AutoCloseable {

    private final DataDirectory data;

    private final EmbeddedFlink flink;

    private SecureJob(DataDirectory data, EmbeddedFlink flink) {
        this.data = data;
        this.flink = flink;
    }

    /** Starts Flink with its data in a directory, and submits the job. */
    public static SecureJob start(Path directory, Path file) {
        DataDirectory data = DataDirectory.open(directory);
        Deployment deployment = new DeploymentReader().read(file, Map.of(), new Configuration());
        new StartChecks(deployment.kafka()).run();
        EmbeddedFlink flink =
                EmbeddedFlink.start(data, 0, EmbeddedStack.slots(deployment), deployment.options());
        flink.submit(EmbeddedStack.graph(deployment, data, Optional.empty()));
        return new SecureJob(data, flink);
    }

    @Override
    public void close() {
        flink.close();
        data.close();
    }
}
