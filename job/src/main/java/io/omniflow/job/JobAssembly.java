package io.omniflow.job;

import io.omniflow.executor.generation.BundleModelFactory;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.graph.GraphEdges;
import io.omniflow.job.graph.ModelFactories;
import io.omniflow.job.graph.OmniGraph;
import io.omniflow.job.kafka.KafkaEdges;
import io.omniflow.job.tracing.Tracing;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Puts the job together: defaults, sources, graph, sinks. */
public final class JobAssembly {

    private JobAssembly() {}

    /** Adds the whole job to an environment. */
    public static void build(StreamExecutionEnvironment env, Deployment deployment) {
        build(env, deployment, BundleModelFactory::new);
    }

    /** Adds the whole job to an environment, with other models than those of the bundles. */
    public static void build(
            StreamExecutionEnvironment env, Deployment deployment, ModelFactories models) {
        env.configure(JobDefaults.complete(flinkConfiguration(env), deployment.options()));
        env.getConfig().setGlobalJobParameters(shown(deployment.options()));
        KafkaEdges kafka = new KafkaEdges(deployment.kafka());
        GraphEdges.Inputs inputs = kafka.read(env);
        GraphEdges.Outputs outputs = OmniGraph.build(deployment.omni(), inputs, models);
        kafka.write(outputs);
        Tracing.of(outputs.results(), deployment.tracing());
    }

    /**
     * Returns what the job wants of Flink.
     *
     * @param flink what the cluster has set, which goes before a default of ours
     * @param options what the deployment has set, which goes before everything
     */
    public static Configuration complete(Configuration flink, Configuration options) {
        return JobDefaults.complete(flink, options);
    }

    /** Returns what the cluster or the command line of Flink has set. */
    public static Configuration flinkConfiguration(StreamExecutionEnvironment env) {
        return env.getConfiguration() instanceof Configuration config
                ? new Configuration(config)
                : new Configuration();
    }

    /** The options that the dashboard shows with the job. */
    private static Configuration shown(Configuration options) {
        Map<String, String> all = options.toMap();
        return Configuration.fromMap(ConfigurationUtils.hideSensitiveValues(all));
    }
}
