package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory over thousands of steps in a {@link MemoryProbe}: of guided and other pictures,
 * with and without step caches, with snapshots, resumes and cancels.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {

    /** Latents of 128 x 128 pixels have 192 KiB, but the model sees only 16 patches. */
    private static final int PATCH = 32;

    private static final int SIDE = 128;
    private static final int LATENTS_KIB = 192;

    private static final int STEPS = 3_000;

    /** More than the process grows by itself, and a ninth of one array of latents a step. */
    private static final int MOST_KIB = 64 * 1024;

    @TempDir Path directory;
    private Path bundle;

    @BeforeEach
    void write() {
        bundle = TinyBundle.write(directory, "F32", false, PATCH);
    }

    @Test
    void stepsLeaveNothingBehind() throws Exception {
        long[] grown = probe(STEPS, false);

        assertThat(grown[0]).as("KiB of resident memory").isLessThan(MOST_KIB);
        assertThat(grown[1]).as("arrays beside the weights").isZero();
    }

    @Test
    void oneArrayOfLatentsAStepWouldBeSeen() throws Exception {
        int steps = 3 * MOST_KIB / LATENTS_KIB / 2;

        assertThat(probe(steps, true)[0]).isGreaterThan(MOST_KIB);
    }

    private long[] probe(int steps, boolean leaking) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                "-Xms96m",
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:+AlwaysPreTouch",
                                "-Dai.djl.offline=true",
                                "-DOPT_OUT_TRACKING=true",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                MemoryProbe.class.getName(),
                                bundle.toString(),
                                Integer.toString(SIDE),
                                Integer.toString(steps),
                                Boolean.toString(leaking))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        List<String> words =
                said.lines()
                        .filter(line -> line.startsWith("grown "))
                        .flatMap(line -> List.of(line.split(" ")).stream())
                        .toList();
        return new long[] {Long.parseLong(words.get(1)), Long.parseLong(words.get(2))};
    }
}
