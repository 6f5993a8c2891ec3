package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenPartialImageEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.models.Model;
import io.omniflow.job.client.FakeJob;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.logging.LogCapture;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures for callers that use OpenAI's own client. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesITCase {

    private TestingGateway gateway;

    private OpenAIClient openai;

    @BeforeAll
    void start(EmbeddedBroker broker) {
        gateway = TestingGateway.start(broker.bootstrapServers(), "images");
        openai = gateway.openai();
    }

    @AfterAll
    void close() throws InterruptedException {
        openai.close();
        gateway.close();
    }

    @Test
    void itIsHealthyAndListsModels() {
        await().until(() -> gateway.get("/health").statusCode() == 200);
        List<String> models = new ArrayList<>();
        openai.models().list().autoPager().forEach(model -> models.add(model.id()));
        assertThat(models).containsExactly("shapes", "words");
        assertThat(openai.models().retrieve("words")).extracting(Model::id).isEqualTo("words");
    }

    @Test
    void picturesComeInBase64WithTheirSeeds() {
        List<Image> images = images(params("a red circle").n(2).responseFormat(base64()));

        assertThat(images).hasSize(2);
        for (int i = 0; i < images.size(); i++) {
            byte[] png = Base64.getDecoder().decode(images.get(i).b64Json().orElseThrow());
            assertThat(colour(png)).isEqualTo(FakeJob.colour("a red circle", 7 + i));
            assertThat(images.get(i)._additionalProperties().get("seed"))
                    .isEqualTo(JsonValue.from(7 + i));
        }
    }

    @Test
    void picturesAreStreamedAsTheyAreComplete() {
        ImageGenerateParams params = params("streamed").n(2).build();
        List<ImageGenStreamEvent> events;
        try (StreamResponse<ImageGenStreamEvent> stream =
                openai.images().generateStreaming(params)) {
            events = stream.stream().toList();
        }

        assertThat(events).hasSize(2);
        for (int i = 0; i < events.size(); i++) {
            byte[] png =
                    Base64.getDecoder().decode(events.get(i).asGenerationCompleted().b64Json());
            assertThat(colour(png)).isEqualTo(FakeJob.colour("streamed", 7 + i));
        }
    }

    @Test
    void whatIsThereIsDeliveredAndWhatFailedSaysWhy() {
        List<Image> images = images(params("partly there").n(3).responseFormat(base64()));

        assertThat(images).hasSize(3);
        assertThat(images.get(0).b64Json()).isPresent();
        assertThat(images.get(1).b64Json()).isEmpty();
        assertThat(images.get(1)._additionalProperties().get("error"))
                .isEqualTo(JsonValue.from(Map.of("code", "NOT_FINITE", "message", "no number")));
        byte[] last = Base64.getDecoder().decode(images.get(2).b64Json().orElseThrow());
        assertThat(colour(last)).isEqualTo(FakeJob.colour("partly there", 9));
    }

    /** The two that are there come first, then the error. */
    @Test
    void aStreamDeliversWhatIsThereBeforeItFails() {
        List<ImageGenStreamEvent> events = new ArrayList<>();
        ImageGenerateParams params = params("partly told").n(3).build();
        try (StreamResponse<ImageGenStreamEvent> stream =
                openai.images().generateStreaming(params)) {
            assertThatThrownBy(() -> stream.stream().forEach(events::add))
                    .hasMessageContaining("no number");
        }
        assertThat(events).hasSize(2).allMatch(ImageGenStreamEvent::isGenerationCompleted);
    }

    @Test
    void previewsComeFirstAndAsManyAsWereAskedFor() {
        for (int previews = 0; previews <= 3; previews++) {
            String prompt = "hold and show " + previews;
            List<ImageGenStreamEvent> events = streamed(prompt, previews);

            assertThat(events).hasSize(previews + 1);
            for (int i = 0; i < previews; i++) {
                ImageGenPartialImageEvent preview = events.get(i).asGenerationPartialImage();
                assertThat(preview.partialImageIndex()).isEqualTo(i);
                assertThat(preview.size().asString()).isEqualTo("16x16");
                assertThat(colour(Base64.getDecoder().decode(preview.b64Json())))
                        .isEqualTo(FakeJob.previewColour(prompt, i));
            }
            assertThat(events.get(previews).isGenerationCompleted()).isTrue();
        }
    }

    /** Streams a picture that the job completes once its previews were told. */
    private List<ImageGenStreamEvent> streamed(String prompt, int previews) {
        List<ImageGenStreamEvent> events = new ArrayList<>();
        ImageGenerateParams params = params(prompt).n(1).partialImages((long) previews).build();
        try (StreamResponse<ImageGenStreamEvent> stream =
                openai.images().generateStreaming(params)) {
            Iterator<ImageGenStreamEvent> told = stream.stream().iterator();
            for (int i = 0; i < previews; i++) {
                events.add(told.next());
            }
            await().until(() -> !gateway.job().held().isEmpty());
            gateway.job().release(gateway.job().held().get(0));
            told.forEachRemaining(events::add);
        }
        return events;
    }

    @Test
    void noUsualLineOfTheLogHasAPrompt() {
        try (LogCapture log = LogCapture.start()) {
            String secret = "a secret of the house";
            images(params(secret).responseFormat(base64()));
            for (String body :
                    List.of(
                            "{\"prompt\": \"" + secret + "\", \"n\": \"many\"}",
                            "{\"prompt\": \"" + secret + "\", \"seed\": 1",
                            "{\"prompt\": \"" + secret + "\", \"colour\": 1}")) {
                assertThat(gateway.post("/v1/images/generations", body).statusCode())
                        .isEqualTo(400);
            }
            assertThat(log.leaks(secret)).isEmpty();
        }
    }

    @Test
    void everythingThatIsAskedForReachesTheJob() {
        HttpResponse<String> response =
                gateway.post(
                        "/v1/images/generations",
                        """
                        {"prompt": "all of it", "model": "shapes", "n": 1, "size": "32x32",
                         "seed": 5, "quality": "auto", "negative_prompt": "blur",
                         "num_inference_steps": 9, "guidance_scale": 2.5, "priority": "high",
                         "deadline_ms": 4102444800000, "tenant": "red", "user": "someone",
                         "labels": {"a": "b"}, "cache": {"read": false, "scope": "tenant"},
                         "output_format": "png", "strength": null}
                        """);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        GenerationRequest seen = gateway.job().seen().get(id);
        GenerationRequest.Builder expected =
                GenerationRequest.newBuilder()
                        .setId(id)
                        .setPrompt("all of it")
                        .setModel("shapes")
                        .setN(1)
                        .setSize("32x32")
                        .setSeed(5)
                        .setNegativePrompt("blur")
                        .setNumInferenceSteps(9)
                        .setGuidanceScale(2.5)
                        .setPriority(Priority.PRIORITY_HIGH)
                        .setDeadlineMs(4_102_444_800_000L)
                        .setTenant("red")
                        .setUser("someone")
                        .putLabels("a", "b")
                        .setOutputFormat("png");
        expected.getCacheBuilder().setRead(false).setScope("tenant");
        assertThat(seen).isEqualTo(expected.build());
    }

    @Test
    void whatTheJobRefusesIsToldWithItsParameter() {
        assertThatThrownBy(() -> images(params("wrong size")))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> {
                            assertThat(e.param()).contains("size");
                            assertThat(e.code()).contains("invalid_size");
                            assertThat(e).hasMessageContaining("7x7");
                        });
        assertThatThrownBy(() -> images(params("full up")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        e -> assertThat(e.headers().values("retry-after")).containsExactly("1"));
        assertThatThrownBy(() -> images(params("late")))
                .isInstanceOfSatisfying(
                        InternalServerException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(504);
                            assertThat(e.headers().values("x-should-retry"))
                                    .containsExactly("false");
                        });
    }

    @Test
    void unknownParametersAndModelsAreRefused() {
        assertThatThrownBy(() -> images(params("a").style(ImageGenerateParams.Style.VIVID)))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> {
                            assertThat(e.code()).contains("unknown_parameter");
                            assertThat(e.param()).contains("style");
                        });
        assertThatThrownBy(() -> images(params("a").model("none")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("there is no model 'none'");
        assertThatThrownBy(() -> images(params("a").model("words")))
                .isInstanceOf(BadRequestException.class);
        assertThat(gateway.job().seen().values())
                .extracting(GenerationRequest::getPrompt)
                .doesNotContain("a");
    }

    @Test
    void malformedCallsAreRefused() {
        assertRefused("{", 400, "invalid_json");
        assertRefused("[]", 400, "invalid_json");
        assertRefused("{\"prompt\": \"a\", \"prompt\": \"b\"}", 400, "invalid_json");
        assertRefused("{}", 400, "missing_parameter");
        assertRefused("{\"prompt\": 1}", 400, "invalid_type");
        assertRefused("{\"prompt\": \"a\", \"n\": 1.5}", 400, "invalid_type");
        assertRefused("{\"prompt\": \"a\", \"n\": 3000000000}", 400, "invalid_type");
        assertRefused("{\"prompt\": \"a\", \"priority\": \"top\"}", 400, "invalid_value");
        assertRefused("{\"prompt\": \"a\", \"cache\": {\"x\": 1}}", 400, "invalid_cache_option");
        assertRefused("{\"prompt\": \"" + "a".repeat(33 << 20) + "\"}", 413, "body_too_large");
        assertThat(gateway.get("/v1/none").statusCode()).isEqualTo(404);
        HttpResponse<String> wrongMethod = gateway.get("/v1/images/generations");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("allow")).contains("POST");
    }

    private void assertRefused(String body, int status, String code) {
        HttpResponse<String> response = gateway.post("/v1/images/generations", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }

    private static ImageGenerateParams.ResponseFormat base64() {
        return ImageGenerateParams.ResponseFormat.B64_JSON;
    }

    private static ImageGenerateParams.Builder params(String prompt) {
        return ImageGenerateParams.builder()
                .prompt(prompt)
                .model("shapes")
                .putAdditionalBodyProperty("seed", JsonValue.from(7));
    }

    private List<Image> images(ImageGenerateParams.Builder params) {
        return openai.images().generate(params.build()).data().orElseThrow();
    }

    static Color colour(byte[] png) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            return new Color(image.getRGB(FakeJob.SIDE / 2, FakeJob.SIDE / 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
