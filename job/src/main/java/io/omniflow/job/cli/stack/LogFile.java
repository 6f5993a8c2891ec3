package io.omniflow.job.cli.stack;

import io.omniflow.job.embedded.DataDirectory;
import java.nio.file.Path;

/** Where the process logs to: a file, never the terminal. Set before anything logs. */
public final class LogFile {

    /** The system property that the configuration of the log reads. */
    public static final String PROPERTY = "omniflow.log.file";

    private LogFile() {}

    /** Logs to a file below the directory and returns it. */
    public static Path in(Path data) {
        Path file = data.toAbsolutePath().normalize().resolve(DataDirectory.LOG_FILE);
        System.setProperty(PROPERTY, file.toString());
        System.setProperty("omniflow.log.level", "info");
        System.setProperty("omniflow.log.level.kafka", "warn");
        System.setProperty("omniflow.log.level.metrics", "error");
        return file;
    }
}
