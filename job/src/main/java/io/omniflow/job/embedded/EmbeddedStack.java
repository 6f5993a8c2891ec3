package io.omniflow.job.embedded;

import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.job.JobAssembly;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.kafka.StartChecks;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Kafka, Flink and the job in this process. What an earlier run left in the data directory is
 * continued: topics, offsets, waiting requests and half-finished pictures.
 */
public final class EmbeddedStack implements AutoCloseable {

    private final DataDirectory data;

    private final EmbeddedBroker broker;

    private final EmbeddedFlink flink;

    private final JobID job;

    private final Optional<Path> restoredFrom;

    private final OmniConfig served;

    private EmbeddedStack(
            DataDirectory data,
            EmbeddedBroker broker,
            EmbeddedFlink flink,
            JobID job,
            Optional<Path> restoredFrom,
            OmniConfig served) {
        this.data = data;
        this.broker = broker;
        this.flink = flink;
        this.job = job;
        this.restoredFrom = restoredFrom;
        this.served = served;
    }

    /**
     * Starts everything and submits the job. The deployment is read first, so that an invalid one
     * starts nothing.
     *
     * @throws EmbeddedException if something is in the way
     * @throws io.omniflow.core.error.CoreModuleException if the deployment is invalid
     */
    public static EmbeddedStack start(StackOptions options) {
        try (Opened opened = new Opened()) {
            DataDirectory data = opened.add(DataDirectory.open(options.data()));
            Ports.check("the dashboard", options.restPort(), "--rest-port");
            Deployment valid = read(options, data);
            EmbeddedBroker broker =
                    opened.add(EmbeddedBroker.start(data.kafka(), options.kafkaPort()));
            Deployment deployment = valid.at(broker.bootstrapServers());
            new StartChecks(deployment.kafka()).run();
            EmbeddedFlink flink =
                    opened.add(
                            EmbeddedFlink.start(
                                    data,
                                    options.restPort(),
                                    slots(deployment),
                                    deployment.options()));
            Optional<Path> restore = RestorePoints.newest(data);
            JobID job = flink.submit(graph(deployment, data, restore));
            opened.keep();
            return new EmbeddedStack(data, broker, flink, job, restore, deployment.omni());
        }
    }

    /** Tells whether requests may ask for a model or pipeline of this name. */
    public boolean serves(String name) {
        return Stream.concat(
                        served.stages().stream().map(StageConfig::name),
                        served.pipelines().stream().map(PipelineConfig::name))
                .anyMatch(name::equals);
    }

    /** Returns where clients of Kafka connect. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Returns where the dashboard is. */
    public String dashboard() {
        return flink.dashboard();
    }

    /** Returns the state that this run continues, if any. */
    public Optional<Path> restoredFrom() {
        return restoredFrom;
    }

    /** Tells whether the job has ended by itself, which it should not. */
    public boolean hasEnded() {
        return status().isGloballyTerminalState();
    }

    /** Returns how the job is. */
    public JobStatus status() {
        return flink.status(job);
    }

    /** Stops the job with a savepoint for the next run and returns where it is. */
    public Path stop() {
        return flink.stop(job);
    }

    /** Ends Flink and Kafka. A job that still runs leaves its checkpoints. */
    @Override
    public void close() {
        flink.close();
        broker.close();
        data.close();
    }

    /** Reads what is served where; the broker is not there yet. */
    private static Deployment read(StackOptions options, DataDirectory data) {
        Map<String, String> overrides = new HashMap<>(options.overrides());
        overrides.put("kafka.create-topics", "true");
        overrides.putIfAbsent("delivery.offload-directory", data.offload().toUri().toString());
        return new DeploymentReader().read(options.config(), overrides, new Configuration());
    }

    static StreamGraph graph(Deployment deployment, DataDirectory data, Optional<Path> restore) {
        Configuration settings = ClusterSettings.directories(data);
        restore.ifPresent(path -> restore(settings, path));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.setParallelism(1);
        JobAssembly.build(env, deployment);
        return env.getStreamGraph();
    }

    /** The new run owns the old state, and removes it when it is no longer needed. */
    private static void restore(Configuration settings, Path path) {
        settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
        settings.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
    }

    /** One slot runs one subtask of each operator of a sharing group; spare ones cost nothing. */
    static int slots(Deployment deployment) {
        int widest = deployment.omni().stages().stream().mapToInt(EmbeddedStack::subtasks).sum();
        return 2 + widest;
    }

    private static int subtasks(StageConfig stage) {
        return stage.parallelism() + stage.cacheParallelism();
    }
}
