package io.omniflow.job.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Keeps what the process logs while it is open, instead of the console: our own lines from DEBUG on
 * and all others from INFO on.
 */
public final class LogCapture implements AutoCloseable {

    private static final String OURS = "io.omniflow";

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final Keeper keeper = new Keeper();

    private LogCapture() {}

    /** A line: its level, logger, request and trace, empty if none, and what a reader would see. */
    public record Line(Level level, String logger, String request, String trace, String text) {

        private static Line of(LogEvent event, String text) {
            return new Line(
                    event.getLevel(),
                    event.getLoggerName(),
                    text(event, "request_id"),
                    text(event, "trace_id"),
                    text);
        }

        private static String text(LogEvent event, String key) {
            String value = event.getContextData().getValue(key);
            return value == null ? "" : value;
        }

        /** Tells whether it is written where nobody asked for more than usual. */
        public boolean isUsual() {
            return level.isMoreSpecificThan(Level.INFO);
        }
    }

    /** Starts keeping lines. */
    public static LogCapture start() {
        LogCapture capture = new LogCapture();
        Configuration configuration = capture.context.getConfiguration();
        capture.keeper.start();
        configuration.getRootLogger().removeAppender("stdout");
        configuration.getRootLogger().addAppender(capture.keeper, null, null);
        configuration.getRootLogger().setLevel(Level.INFO);
        configuration.addLogger(
                OURS,
                LoggerConfig.newBuilder()
                        .withLoggerName(OURS)
                        .withLevel(Level.DEBUG)
                        .withAdditivity(true)
                        .withConfig(configuration)
                        .build());
        capture.context.updateLoggers();
        return capture;
    }

    /** Returns the lines so far. */
    public List<Line> lines() {
        return new ArrayList<>(keeper.lines);
    }

    /** Returns the lines so far of one request. */
    public List<Line> of(String request) {
        return lines().stream().filter(line -> line.request().equals(request)).toList();
    }

    /** Returns the lines from INFO on that contain something they should not. */
    public List<Line> leaks(String marker) {
        Pattern pattern = Pattern.compile(Pattern.quote(marker), Pattern.CASE_INSENSITIVE);
        return lines().stream()
                .filter(line -> line.isUsual() && pattern.matcher(line.text()).find())
                .toList();
    }

    @Override
    public void close() {
        context.reconfigure();
        keeper.stop();
    }

    private static final class Keeper extends AbstractAppender {

        private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

        Keeper() {
            super(
                    "capture",
                    null,
                    PatternLayout.newBuilder().withPattern("%m%n%throwable").build(),
                    false,
                    Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(Line.of(event, (String) getLayout().toSerializable(event)));
        }
    }
}
