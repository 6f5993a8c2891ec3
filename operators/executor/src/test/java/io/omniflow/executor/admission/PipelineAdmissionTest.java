package io.omniflow.executor.admission;

import static io.omniflow.executor.testing.TestRecords.MODEL;
import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.executor.wire.RefusedRequest;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.TextOptions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests for a chain of a language model and a model of pictures. */
final class PipelineAdmissionTest {

    private static final ModelSpec WORDS =
            new ModelSpec(
                    "words",
                    "rev-w",
                    "/w",
                    100,
                    4,
                    new TextLimits(64, 100, 32, TextSampling.GREEDY));

    private final Admission admission =
            new Admission(
                    new Served(
                            Map.of("words", WORDS, "shapes", MODEL),
                            List.of(
                                    new PipelineConfig(
                                            "write-and-paint", List.of("words", "shapes")))),
                    EngineConfig.DEFAULT,
                    CacheDefaults.NONE,
                    Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC));

    @Test
    void theFirstStageHasTheTaskAndTheOthersTheirLegs() {
        List<GenerationTask> tasks =
                admitted(
                        asked("a")
                                .setN(2)
                                .setSeed(7)
                                .setSize("64x32")
                                .setText(TextOptions.newBuilder().setMaxTokens(9)));

        assertThat(tasks).hasSize(2);
        GenerationTask second = tasks.get(1);
        assertThat(second.model()).isEqualTo("words");
        assertThat(second.modelRevision()).isEqualTo("rev-w");
        assertThat(second.params()).isInstanceOf(TextParams.class);
        assertThat(second.params().seed()).isEqualTo(8);
        assertThat(second.params().stepsTaken()).isEqualTo(9);
        assertThat(second.route().pipeline()).isEqualTo("write-and-paint");
        Leg leg = second.route().next().get(0);
        assertThat(second.route().next()).hasSize(1);
        assertThat(leg.model()).isEqualTo("shapes");
        assertThat(leg.params()).isInstanceOf(GenerationParams.class);
        assertThat(leg.params().prompt()).isEmpty();
        assertThat(leg.params().seed()).isEqualTo(8);
        assertThat(((GenerationParams) leg.params()).height()).isEqualTo(32);
    }

    @Test
    void whatALaterStageDoesNotAllowIsRefusedAtOnce() {
        RefusedRequest refused = refused(asked("a").setSize("63x64"));

        assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_SIZE);
        assertThat(refused.model()).isEqualTo("write-and-paint");
        assertThat(refused.modelRevision()).isEqualTo(MODEL.revision());
    }

    @Test
    void whatTheFirstStageDoesNotAllowIsRefusedToo() {
        assertThat(refused(asked("a").setN(5)).error().code()).isEqualTo(ErrorCode.INVALID_N);
    }

    @Test
    void eachModelIsServedAlone() {
        assertThat(admitted(request("a").setModel("shapes")).get(0).route().isPipeline()).isFalse();
        assertThat(refused(request("a").setModel("painter")).error().message())
                .isEqualTo("model must be one of [shapes, words, write-and-paint], not 'painter'");
    }

    private static GenerationRequest.Builder asked(String id) {
        return request(id).setModel("write-and-paint");
    }

    private List<GenerationTask> admitted(GenerationRequest.Builder request) {
        Decision decision = admission.decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).tasks();
    }

    private RefusedRequest refused(GenerationRequest.Builder request) {
        Decision decision = admission.decide(inbound(request));
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision).request();
    }
}
