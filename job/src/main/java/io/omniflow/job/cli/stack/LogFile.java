package io.omniflow.job.cli.stack;

import io.omniflow.job.embedded.DataDirectory;
import java.nio.file.Path;

/** Where the process logs to. Set before anything logs. */
public final class LogFile {

    /** The system property that the configuration of the log reads. */
    public static final String PROPERTY = "omniflow.log.file";

    private static final String CONFIGURATION = "log4j2.configurationFile";

    private LogFile() {}

    /**
     * Logs to the standard error, unless the process was started with a configuration of its own.
     */
    public static void onTerminal() {
        if ("log4j2-omniflow.properties".equals(System.getProperty(CONFIGURATION))) {
            System.setProperty(CONFIGURATION, "log4j2-terminal.properties");
        }
    }

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
