package io.omniflow.job.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkBarTest {

    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void saysHowMuchTimeIsLeft() {
        WorkBar bar = new WorkBar(out, true, clock::get);

        bar.show(0, 100);
        assertThat(taken()).contains("░".repeat(30)).contains("  0 %").doesNotContain("left");

        clock.set(Duration.ofSeconds(30).toNanos());
        bar.show(20, 100);
        assertThat(taken())
                .contains("█".repeat(6) + "░".repeat(24))
                .contains("20 %, 2 min 0 s left");

        bar.show(50, 100);
        assertThat(taken()).contains("50 %, 30 s left");

        bar.show(100, 100);
        assertThat(taken()).contains("█".repeat(30)).contains("100 %").doesNotContain("left");
    }

    @Test
    void saysNothingWhereThereIsNoTerminal() {
        WorkBar bar = new WorkBar(out, false, clock::get);

        bar.show(1, 2);
        bar.clear();

        assertThat(taken()).isEmpty();
    }

    private String taken() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }
}
