package io.omniflow.job.cli.cache;

import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.MetricReading;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what the cache of each stage did. */
@Command(
        name = "stats",
        description = {
            "Prints what the cache of each stage did since the job was started or restored, and"
                    + " what it holds.",
            "Values may be ten seconds old: the JobManager collects them now and then."
        },
        mixinStandardHelpOptions = true)
final class CacheStatsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Spec private CommandSpec spec;

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        JobManager jobManager = target.jobManager();
        List<MetricReading> readings =
                jobManager.metrics().fresh(jobManager.job(target.job()), PATIENCE);
        CacheFigures figures = CacheFigures.of(readings);
        if (figures.isEmpty()) {
            throw new CommandException("the JobManager has no metrics of a cache yet: try again");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            figures.json().forEach(stage -> out.println(Json.of(stage)));
        } else {
            out.println(figures.table());
        }
        out.flush();
        return 0;
    }
}
