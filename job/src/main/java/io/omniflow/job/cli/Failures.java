package io.omniflow.job.cli;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.job.bench.ditcache.WorkloadException;
import io.omniflow.job.bench.schedule.TraceException;
import io.omniflow.job.bench.stepcache.PromptsException;
import io.omniflow.job.cli.stack.LogFile;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.embedded.EmbeddedException;
import io.omniflow.job.gateway.server.GatewayException;
import io.omniflow.job.picture.PictureException;
import io.omniflow.job.rest.RestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells failures to people: one line on the terminal, the rest in the log. */
final class Failures {

    private Failures() {}

    /** Returns one line; failures of ours already say what to do. */
    static String line(Throwable failure) {
        String text = isOurs(failure) ? String.valueOf(failure.getMessage()) : unexpected(failure);
        return text.lines().findFirst().orElse("");
    }

    /** Logs where it came from: what the line on the terminal leaves open as an error. */
    static void log(Throwable failure) {
        Logger logger = LoggerFactory.getLogger(Failures.class);
        if (isOurs(failure)) {
            logger.warn("The command failed.", failure);
        } else {
            logger.error("The command failed.", failure);
        }
    }

    /** Tells whether the message of a failure says all that people need. */
    private static boolean isOurs(Throwable failure) {
        return failure instanceof CoreModuleException
                || failure instanceof ClientException
                || failure instanceof EmbeddedException
                || failure instanceof GatewayException
                || failure instanceof PictureException
                || failure instanceof RestException
                || failure instanceof TraceException
                || failure instanceof PromptsException
                || failure instanceof WorkloadException
                || failure instanceof CommandException;
    }

    private static String unexpected(Throwable failure) {
        String log = System.getProperty(LogFile.PROPERTY, "");
        return "unexpected: " + failure + (log.isEmpty() ? "" : ", see " + log);
    }
}
