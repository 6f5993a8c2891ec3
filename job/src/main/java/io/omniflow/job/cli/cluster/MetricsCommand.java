package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.MetricReading;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the metrics of the running job. */
@Command(
        name = "metrics",
        description = {
            "Prints the metrics of the running job; docs/metrics.md says what each means.",
            "Values may be ten seconds old: the JobManager collects them now and then."
        },
        mixinStandardHelpOptions = true)
public final class MetricsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Spec private CommandSpec spec;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only metrics whose name, operator or label contains this, in any case.")
    private String filter;

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        JobManager jobManager = target.jobManager();
        List<MetricReading> all =
                jobManager.metrics().fresh(jobManager.job(target.job()), PATIENCE);
        if (all.isEmpty()) {
            throw new CommandException("the JobManager has no metrics of the job yet: try again");
        }
        List<MetricReading> wanted = all.stream().filter(this::isWanted).toList();
        if (wanted.isEmpty()) {
            throw new CommandException(
                    "no metric contains '" + filter + "': see 'metrics' without --filter");
        }
        print(wanted);
        return 0;
    }

    private boolean isWanted(MetricReading reading) {
        String text = reading.operator() + " " + reading.name() + " " + reading.label();
        return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    private void print(List<MetricReading> readings) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            readings.forEach(reading -> out.println(Json.of(MetricsText.json(reading))));
        } else {
            out.println(MetricsText.table(readings));
        }
        out.flush();
    }
}
