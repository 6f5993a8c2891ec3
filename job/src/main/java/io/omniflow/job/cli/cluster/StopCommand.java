package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.rest.JobManager;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the job with a savepoint. */
@Command(
        name = "stop",
        description = {
            "Stops the job with a savepoint that holds what waits and what runs, at its step.",
            "Prints where the savepoint is and the command that continues from it.",
            "The cluster stays up; an embedded stack ('up') ends with its job."
        },
        mixinStandardHelpOptions = true)
public final class StopCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private StopMixin stop;

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        JobManager jobManager = target.jobManager();
        StoppedJob stopped = stop.stop(jobManager, jobManager.job(target.job()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.isJson() ? Json.of(stopped.json()) : stopped.text());
        out.flush();
        return 0;
    }
}
