package io.omniflow.job.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.StageReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTextsTest {

    @Test
    void aPictureIsLabelledWithTheCaptionThatWasMadeOfItsWords() {
        GenerationResult plain = GenerationResult.newBuilder().build();
        GenerationResult piped =
                plain.toBuilder()
                        .addStages(StageReport.newBuilder().setStage("words").setText("a red ring"))
                        .build();

        assertThat(DemoReport.label(plain, "ring")).isEqualTo("ring");
        assertThat(DemoReport.label(piped, "ring")).isEqualTo("ring: a red ring");
    }

    @Test
    void numbersGoOnFromOneKindOfRequestToTheNext() {
        DemoRequests requests = new DemoRequests();
        GenerationRequest second = requests.of("shapes", List.of("a", "b")).get(1);
        GenerationRequest third = requests.of("write-and-paint", List.of("c")).get(0);

        assertThat(second.getSeed()).isEqualTo(2);
        assertThat(third.getSeed()).isEqualTo(3);
        assertThat(third.getModel()).isEqualTo("write-and-paint");
        assertThat(third.getId()).endsWith("-03").startsWith(second.getId().substring(0, 9));
    }

    @Test
    void whatWasNotSeenOfACaptionIsPrintedAtItsEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new CaptionView(out, "ring").end("a red ring");

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("ring: a red ring\n");
    }
}
