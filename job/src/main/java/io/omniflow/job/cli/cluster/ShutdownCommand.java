package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.connection.JobManagerOptions;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.RunningJob;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the job and ends the cluster. */
@Command(
        name = "shutdown",
        description = {
            "Stops the job as 'stop' does, if it runs, and then ends Flink's JobManager.",
            "Kafka stays, and so do TaskManagers: what started them ends them, for example"
                    + " 'deploy/local/cluster down'."
        },
        mixinStandardHelpOptions = true)
public final class ShutdownCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private StopMixin stop;

    @Mixin private JobManagerOptions target;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        JobManager jobManager = target.jobManager();
        List<RunningJob> jobs = jobManager.runningJobs();
        refuseOthers(jobs);
        Optional<StoppedJob> stopped =
                jobs.stream().findFirst().map(job -> stop.stop(jobManager, job));
        boolean endsItself = stopped.flatMap(StoppedJob::embeddedData).isPresent();
        if (!endsItself) {
            jobManager.shutDown();
        }
        print(stopped);
        return 0;
    }

    private void refuseOthers(List<RunningJob> jobs) {
        for (RunningJob job : jobs) {
            boolean ours = job.name().equals(target.job()) || job.id().equals(target.job());
            if (!ours || jobs.size() > 1) {
                throw new CommandException(
                        jobs.size()
                                + " jobs run there, among them '"
                                + job.name()
                                + "' ("
                                + job.id()
                                + "): stop them first, one by one, with 'stop --job ID'");
            }
        }
    }

    private void print(Optional<StoppedJob> stopped) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            Map<String, Object> json = stopped.map(StoppedJob::json).orElseGet(LinkedHashMap::new);
            json.put("shutdown", true);
            out.println(Json.of(json));
        } else {
            stopped.ifPresent(job -> out.println(job.text()));
            out.println("the cluster ends");
        }
        out.flush();
    }
}
