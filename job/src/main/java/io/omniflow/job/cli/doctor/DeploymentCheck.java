package io.omniflow.job.cli.doctor;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Whether the deployment file is valid, and the bundles that it names are. */
final class DeploymentCheck implements Check {

    private static final String NAME = "deployment";

    private final Path file;

    private final Optional<Deployment> deployment;

    private final String reason;

    private DeploymentCheck(Path file, Optional<Deployment> deployment, String reason) {
        this.file = file;
        this.deployment = deployment;
        this.reason = reason;
    }

    /**
     * Reads a deployment file.
     *
     * @param overrides keys that go before the file's
     */
    static DeploymentCheck of(Path file, Map<String, String> overrides) {
        try {
            Deployment deployment =
                    new DeploymentReader().read(file, overrides, new Configuration());
            return new DeploymentCheck(file, Optional.of(deployment), "");
        } catch (CoreModuleException e) {
            return new DeploymentCheck(file, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** Returns the deployment, if it is valid. */
    Optional<Deployment> deployment() {
        return deployment;
    }

    @Override
    public List<Finding> look() {
        return List.of(
                deployment
                        .map(read -> Finding.ok(NAME, file + " serves " + names(read)))
                        .orElseGet(
                                () ->
                                        Finding.fail(
                                                NAME,
                                                reason,
                                                "correct "
                                                        + file
                                                        + " first: bundles, memory, disk"
                                                        + " and Kafka are looked at then")));
    }

    private static String names(Deployment deployment) {
        return String.join(
                ", ", deployment.omni().stages().stream().map(stage -> stage.name()).toList());
    }
}
