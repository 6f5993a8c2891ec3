package io.omniflow.job;

import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.config.OptionsHelp;
import io.omniflow.job.kafka.StartChecks;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits the job to a cluster.
 *
 * <pre>{@code
 * flink run -d -c io.omniflow.job.OmniflowJob omniflow-job.jar --config deploy/omniflow.yaml \
 *     [--key value]...
 * }</pre>
 */
public final class OmniflowJob {

    private OmniflowJob() {}

    /** Reads the deployment, checks Kafka, builds the graph and executes it. */
    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args);
        if (arguments.help()) {
            System.out.print(help());
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Configuration flink = JobAssembly.flinkConfiguration(env);
        Deployment deployment =
                new DeploymentReader()
                        .read(arguments.requiredConfig(), arguments.overrides(), flink);
        new StartChecks(deployment.kafka()).run();
        JobAssembly.build(env, deployment);
        env.execute();
    }

    private static String help() {
        return """
        Usage: flink run -d -c io.omniflow.job.OmniflowJob omniflow-job.jar \
        --config FILE [--key value]...
        Serves the models of a deployment file from Kafka to Kafka.
        A value on the command line goes before one in the file, that before Flink's own.

        """
                + OptionsHelp.text();
    }
}
