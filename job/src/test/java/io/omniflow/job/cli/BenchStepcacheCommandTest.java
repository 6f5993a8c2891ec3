package io.omniflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench, as short as it can be, with the model that ships. */
class BenchStepcacheCommandTest {

    private static final String BUNDLE = "../deploy/models/shapes";

    private final Cli cli = new Cli();

    @TempDir private Path directory;

    @Test
    void endsWithItsResult() throws Exception {
        Path plot = directory.resolve("plot.png");

        int code =
                cli.execute(
                        "bench",
                        "stepcache",
                        "--bundle",
                        BUNDLE,
                        "--captions",
                        "2",
                        "--seeds",
                        "1",
                        "--steps",
                        "10",
                        "--policies",
                        "mask",
                        "--plot",
                        plot.toString());

        assertThat(cli.err()).isEmpty();
        assertThat(code).isZero();
        assertThat(plot).isRegularFile();
        String last = cli.out().lines().reduce((a, b) -> b).orElseThrow();
        JsonNode json = new ObjectMapper().readTree(last.substring("RESULT ".length()));
        assertThat(json.get("pictures").asInt()).isEqualTo(2);
        assertThat(json.get("checker_pct").asInt()).isBetween(0, 100);
        assertThat(json.get("points").size()).isPositive();
        assertThat(json.get("points"))
                .allMatch(point -> point.get("policy").asText().equals("mask"));
    }

    @Test
    void showsTheQualityLevelsSideBySide() throws Exception {
        int code =
                cli.execute(
                        "bench",
                        "stepcache",
                        "--bundle",
                        BUNDLE,
                        "--captions",
                        "2",
                        "--seeds",
                        "1",
                        "--steps",
                        "10",
                        "--pictures",
                        directory.toString());

        assertThat(cli.err()).isEmpty();
        assertThat(code).isZero();
        BufferedImage sheet = ImageIO.read(directory.resolve("quality-levels.png").toFile());
        assertThat(sheet.getWidth()).isGreaterThan(2 * 32);
        assertThat(cli.out()).contains("quality-levels.png");
    }

    @Test
    void promptsMustBeThere() throws Exception {
        Path empty = Files.writeString(directory.resolve("prompts"), " \n");

        int code =
                cli.execute(
                        "bench", "stepcache", "--bundle", BUNDLE, "--prompts", empty.toString());

        assertThat(code).isEqualTo(1);
        assertThat(cli.err()).contains("there is no prompt in " + empty);
    }
}
