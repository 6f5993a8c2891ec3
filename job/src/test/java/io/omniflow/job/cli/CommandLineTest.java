package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    private final StringWriter out = new StringWriter();

    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | a command is missing",
                "dance | Unmatched argument",
                "submit | --prompt",
                "submit --prompt x --steps many | --steps",
                "submit --prompt x --priority urgent | --priority",
                "submit --prompt x --deadline soon | '30s'",
                "submit --prompt x --out d | --out needs --wait",
                "submit --prompt x --output xml | --output",
                "submit --prompt x --colour red | Unknown option",
                "status --timeout never | --timeout",
                "demo --kafka-port none | --kafka-port",
                "up -D nonsense | -D",
                "bench | a bench is missing",
                "bench engine --rounds 3 | Unknown option",
            })
    void wrongUsageEndsWithTwoAndOneLine(String line, String reason) {
        int code = execute(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("omniflow: ").contains(reason).contains("--help");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up", "submit", "watch", "status", "bench"})
    void everyCommandHasHelp(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: omniflow " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit --prompt x", "watch", "status"})
    void anAbsentBrokerEndsWithOneAndOneLine(String line) {
        int code = execute((line + " --bootstrap-servers 127.0.0.1:1").split(" "));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("omniflow: no Kafka broker answers at 127.0.0.1:1")
                .contains("--bootstrap-servers");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aMissingPromptFileEndsWithOne() {
        String file = directory.resolve("none.txt").toString();

        assertThat(execute("demo", "--prompts", file)).isEqualTo(1);
        assertThat(err.toString()).contains("none.txt").contains("one prompt a line");
    }

    @Test
    void anUnwritableFolderEndsWithOne() {
        assertThat(execute("demo", "--out", "/proc/pictures")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot write to /proc/pictures").contains("--out");
    }

    private int execute(String... args) {
        CommandLine line = Main.commandLine();
        redirect(line);
        line.getSubcommands().values().forEach(this::redirect);
        return line.execute(args);
    }

    private void redirect(CommandLine command) {
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
    }
}
