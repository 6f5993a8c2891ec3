package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.logging.LogCapture;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void onlyWhatIsUnexpectedIsAnErrorInTheLog() {
        try (LogCapture log = LogCapture.start()) {
            Failures.log(new CommandException("no such file"));
            Failures.log(new IllegalStateException("a defect"));

            assertThat(log.lines())
                    .filteredOn(line -> line.logger().equals(Failures.class.getName()))
                    .extracting(LogCapture.Line::level)
                    .containsExactly(Level.WARN, Level.ERROR);
        }
    }

    @Test
    void whatIsUnexpectedSaysSo() {
        assertThat(Failures.line(new CommandException("no such file"))).isEqualTo("no such file");
        assertThat(Failures.line(new IllegalStateException("a defect")))
                .startsWith("unexpected: ")
                .contains("a defect");
    }
}
