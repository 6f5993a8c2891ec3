package io.omniflow.job.cli.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.StepCacheOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RequestOptionsTest {

    @TempDir private Path directory;

    @Test
    void whatIsNotGivenIsLeftToTheModel() {
        assertThat(build("--prompt", "x", "--id", "r"))
                .isEqualTo(GenerationRequest.newBuilder().setId("r").setPrompt("x").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b/../c", "", "id\n"})
    void idsThatTheJobCannotAnswerAreRefused(String id) {
        assertThatThrownBy(() -> build("--prompt", "x", "--id", id))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--id")
                .hasMessageContaining("the id must have 1 to 128 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "easy:0.1, easy, 0.1, ''",
        "first-block, first-block, , ''",
        "mask:fast, mask, , fast",
        "taylor:110010001, taylor, , 110010001",
        "off, off, , ''"
    })
    void aStepCacheHasItsSettingBehindAColon(
            String text, String policy, Double threshold, String pattern) {
        StepCacheOptions step = build("--prompt", "x", "--step-cache", text).getCache().getStep();
        StepCacheOptions.Builder expected =
                StepCacheOptions.newBuilder().setPolicy(policy).setPattern(pattern);
        if (threshold != null) {
            expected.setThreshold(threshold);
        }

        assertThat(step).isEqualTo(expected.build());
    }

    @Test
    void levelsSamplerAndPictureAreTaken() throws IOException {
        Path picture = Files.write(directory.resolve("p.png"), new byte[] {1, 2});
        GenerationRequest request =
                build(
                        "--prompt",
                        "x",
                        "--quality",
                        "high",
                        "--adaptive",
                        "fast",
                        "--scheduler",
                        "UniPCMultistepScheduler",
                        "--image",
                        picture.toString(),
                        "--strength",
                        "0.4",
                        "--previews",
                        "3");

        assertThat(request.getQuality()).isEqualTo("high");
        assertThat(request.getCache().getStep().getAdaptive()).isEqualTo("fast");
        assertThat(request.getCache().getStep().getPolicy()).isEmpty();
        assertThat(request.getScheduler()).isEqualTo("UniPCMultistepScheduler");
        assertThat(request.getImage().toByteArray()).containsExactly(1, 2);
        assertThat(request.getStrength()).isEqualTo(0.4);
        assertThat(request.getPartialImages()).isEqualTo(3);
        assertThat(build("--prompt", "x").hasPartialImages()).isFalse();
    }

    @Test
    void howItSharesWorkIsTaken() {
        GenerationRequest request =
                build(
                        "--prompt",
                        "x",
                        "--adaptive",
                        "fast",
                        "--cache-scope",
                        "shared",
                        "--no-cache",
                        "--no-store",
                        "--similarity",
                        "0.9");

        assertThat(request.getCache().getStep().getAdaptive()).isEqualTo("fast");
        assertThat(request.getCache().getScope()).isEqualTo("shared");
        assertThat(request.getCache().hasRead()).isTrue();
        assertThat(request.getCache().getRead()).isFalse();
        assertThat(request.getCache().getNoStore()).isTrue();
        assertThat(request.getCache().getSimilarity()).isEqualTo(0.9);
        assertThat(build("--prompt", "x").hasCache()).isFalse();
    }

    private static GenerationRequest build(String... arguments) {
        CommandLine line = new CommandLine(new Submission());
        line.parseArgs(arguments);
        return ((Submission) line.getCommand()).options.build();
    }

    /** A command with the options of a request. */
    @CommandLine.Command
    private static final class Submission {
        @CommandLine.Mixin private RequestOptions options;
    }
}
