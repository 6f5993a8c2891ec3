package io.omniflow.local;

import io.omniflow.job.JobAssembly;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.kafka.StartChecks;
import io.omniflow.worker.testing.TestingModel;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of a deployment file, with the testing model in place of each bundle's. */
public final class FaultyJob {

    private static final long STEP_MS = 100;

    private FaultyJob() {}

    /** Takes the deployment file and the broker's address. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Deployment deployment =
                new DeploymentReader()
                        .read(
                                Path.of(args[0]),
                                Map.of("kafka.bootstrap-servers", args[1]),
                                JobAssembly.flinkConfiguration(env));
        new StartChecks(deployment.kafka()).run();
        JobAssembly.build(env, deployment, (stage, engine) -> () -> new TestingModel(STEP_MS));
        env.execute();
    }
}
