package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private final Cli cli = new Cli();

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
                "submit --prompt x --deadline soon | number of seconds",
                "submit --prompt x --out d | --out needs --wait",
                "submit --prompt x --step-cache lazy | 'lazy' is none of off, easy",
                "submit --prompt x --step-cache easy:much | is a number, not 'much'",
                "submit --prompt x --step-cache off:1 | off has no setting",
                "submit --prompt x --strength half | --strength",
                "submit --prompt x --output xml | --output",
                "submit --prompt x --colour red | Unknown option",
                "status --timeout never | --timeout",
                "status --timeout 0 | '0' is no whole number of seconds from 1",
                "submit --prompt x --timeout -1 | '-1' is no whole number of seconds from 1",
                "stop --timeout 0 | '0' is no whole number of seconds from 1",
                "up --rest-port 65536 | '65536' is no port from 0 to 65535",
                "gateway --port -1 | '-1' is no port from 0 to 65535",
                "cache invalidate --fingerprint zzz | 'zzz' is no fingerprint",
                "top --once=maybe | --once",
                "demo --kafka-port none | --kafka-port",
                "up -D nonsense | -D",
                "gateway --tls-certificate c | --tls-certificate and --tls-key need each other",
                "gateway --drain soon | 'soon' is no duration such as '30 s'",
                "gateway --max-body 9tb | '9tb' is no size",
                "gateway --history ages | 'ages' is no duration",
                "config | say 'config get' or 'config set'",
                "config set | KEY=VALUE",
                "config set nonsense | KEY=VALUE",
                "config set a=b --expect-version new | --expect-version",
                "cache | say 'cache stats'",
                "cache invalidate | --all",
                "cache invalidate --all --model m | mutually exclusive",
                "cache export | FILE",
                "dlq | say 'dlq list'",
                "dlq list --limit 0 | --limit must be at least 1",
                "dlq replay --all --code POISON | mutually exclusive",
                "cache warm | FILE",
                "cancel | ID",
                "metrics --output xml | --output",
                "stop --timeout soon | --timeout",
                "bench | a bench is missing",
                "bench engine --laps 3 | Unknown option",
                "bench text --rounds 0 | --rounds must be 1 to 60",
                "bench gateway --rounds 0 | --requests, --rounds and --callers must be at least 1",
                "bench stepcache --steps 8 | --steps must be at least 9",
                "bench stepcache --seeds 0 | --captions and --seeds must be at least 1",
                "bench stepcache --policies nice | 'nice' is no step cache",
                "bench stepcache --pattern 0101 | --pattern must have 50 digits",
                "calibrate | MODEL",
                "calibrate m --steps 8 | --steps must be at least 9",
                "bench schedule --load 0 | --load must be a number above 0",
                "bench schedule --generate poisson | --out",
                "bench schedule --generate calm --out f | --generate",
            })
    void wrongUsageEndsWithTwoAndOneLine(String line, String reason) {
        int code = cli.execute(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(cli.err()).startsWith("omniflow: ").contains(reason).contains("--help");
        assertThat(cli.err().lines()).hasSize(1);
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "gateway",
                "submit",
                "watch",
                "status",
                "top",
                "cancel",
                "pause",
                "resume",
                "config",
                "config get",
                "config set",
                "cache",
                "cache stats",
                "cache invalidate",
                "cache export",
                "cache warm",
                "dlq",
                "dlq list",
                "dlq show",
                "dlq replay",
                "metrics",
                "stop",
                "start",
                "shutdown",
                "doctor",
                "calibrate",
                "bench"
            })
    void everyCommandHasHelp(String command) {
        assertThat(cli.execute((command + " --help").split(" "))).isZero();
        assertThat(cli.out()).contains("Usage: omniflow " + command);
    }

    /** Together, as each of them waits as long as its patience lasts. */
    @Test
    void anAbsentBrokerEndsWithOneAndOneLine() {
        List<String> lines = List.of("submit --prompt x", "watch", "cancel x", "config set a=b");
        ExecutorService threads = Executors.newFixedThreadPool(lines.size());
        try {
            assertThat(lines)
                    .map(line -> threads.submit(() -> toNobody(line)))
                    .map(Future::get)
                    .allSatisfy(
                            ended -> {
                                assertThat(ended.code()).isEqualTo(1);
                                assertThat(ended.err())
                                        .startsWith(
                                                "omniflow: no Kafka broker answers at 127.0.0.1:1")
                                        .contains("--bootstrap-servers");
                                assertThat(ended.err().lines()).hasSize(1);
                            });
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:99999", "host:port"})
    void malformedBrokersEndWithOneAndOneLine(String brokers) {
        assertThat(cli.execute("status", "--bootstrap-servers", brokers)).isEqualTo(1);
        assertThat(cli.err())
                .isEqualToIgnoringNewLines(
                        "omniflow: brokers must be HOST:PORT, several separated by commas, not '"
                                + brokers
                                + "'");
    }

    private static Ended toNobody(String line) {
        Cli cli = new Cli();
        int code = cli.execute((line + " --bootstrap-servers 127.0.0.1:1").split(" "));
        return new Ended(code, cli.err());
    }

    private record Ended(int code, String err) {}

    @Test
    void aMissingPromptFileEndsWithOne() {
        String file = directory.resolve("none.txt").toString();

        assertThat(cli.execute("demo", "--prompts", file)).isEqualTo(1);
        assertThat(cli.err()).contains("none.txt").contains("one prompt a line");
    }

    @Test
    void aMissingPictureEndsWithOne() {
        String file = directory.resolve("none.png").toString();

        assertThat(cli.execute("submit", "--prompt", "x", "--image", file)).isEqualTo(1);
        assertThat(cli.err()).contains("cannot read " + file);
    }

    @Test
    void anUnwritableFolderEndsWithOne() {
        assertThat(cli.execute("demo", "--out", "/proc/pictures")).isEqualTo(1);
        assertThat(cli.err()).contains("cannot write to /proc/pictures").contains("--out");
    }
}
