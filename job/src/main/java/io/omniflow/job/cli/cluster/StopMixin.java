package io.omniflow.job.cli.cluster;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.SecondsConverter;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.RunningJob;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a job is stopped with a savepoint. */
final class StopMixin {

    @Option(
            names = "--savepoint-dir",
            paramLabel = "DIR",
            description =
                    "Where the savepoint goes: a URI or a directory of the cluster's machines"
                            + " (default: as the cluster is configured).")
    private @Nullable String directory;

    @Option(
            names = "--timeout",
            converter = SecondsConverter.class,
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long the savepoint may take (default: 120).")
    private long timeoutSeconds;

    /** Stops a job; an embedded stack goes on only from its own directory. */
    StoppedJob stop(JobManager jobManager, RunningJob job) {
        Optional<String> data = jobManager.embeddedData();
        if (data.isPresent() && directory != null) {
            throw new CommandException(
                    "an embedded stack goes on from savepoints in its own directory "
                            + data.get()
                            + ": leave --savepoint-dir out");
        }
        String savepoint =
                jobManager.savepoints().stop(job, uri(), Duration.ofSeconds(timeoutSeconds));
        return new StoppedJob(job, savepoint, data);
    }

    private @Nullable String uri() {
        if (directory == null || directory.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")) {
            return directory;
        }
        URI absolute = Path.of(directory).toAbsolutePath().normalize().toUri();
        return absolute.toString();
    }
}
