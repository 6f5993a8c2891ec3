package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.rest.Jars;
import io.omniflow.job.rest.JobManager;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the job on a cluster, anew or from a savepoint. */
@Command(
        name = "start",
        description = {
            "Starts the job on a running cluster, from a savepoint or anew.",
            "It uploads the job's jar, so the cluster must have web.submit.enable: true."
        },
        mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec private CommandSpec spec;

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description =
                    "Savepoint or checkpoint to continue from, which stays as it is (default:"
                            + " none, the job starts anew).")
    private @Nullable String savepoint;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/job/target/omniflow-job.jar",
            description = "The job's jar (default: that of this checkout).")
    private Path jar;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/omniflow.yaml",
            description =
                    "Deployment file, on a path that the JobManager sees too (default:"
                            + " deploy/omniflow.yaml of this checkout).")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key that goes before the deployment file's; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        JobManager jobManager = target.jobManager();
        check(jobManager);
        String job = run(jobManager.jars());
        jobManager.awaitStart(job, PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.isJson() ? Json.of(Map.of("job", job)) : "started  " + job);
        out.flush();
        return 0;
    }

    private void check(JobManager jobManager) {
        if (!jobManager.jars().areTaken()) {
            throw new CommandException(
                    jobManager
                            .embeddedData()
                            .map(data -> "this is an embedded stack, which has its job already")
                            .orElse(
                                    "the JobManager takes no jars: set web.submit.enable: true in"
                                        + " its configuration, or use 'flink run -s SAVEPOINT'"));
        }
        jobManager.runningJobs().stream()
                .filter(job -> job.name().equals(target.job()))
                .findFirst()
                .ifPresent(
                        job -> {
                            throw new CommandException(
                                    "the job '" + job.name() + "' runs already (" + job.id() + ")");
                        });
    }

    private String run(Jars jars) {
        String uploaded = jars.upload(jar);
        try {
            return jars.run(uploaded, arguments(), savepoint);
        } finally {
            jars.delete(uploaded);
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--config");
        arguments.add(config.toAbsolutePath().normalize().toString());
        overrides.forEach(
                (key, value) -> {
                    arguments.add("--" + key);
                    arguments.add(value);
                });
        return arguments;
    }
}
