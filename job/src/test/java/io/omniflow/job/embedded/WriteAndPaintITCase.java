package io.omniflow.job.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenerateParams;
import io.omniflow.engine.shapes.CaptionGrammar;
import io.omniflow.engine.shapes.ShapeChecker;
import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.engine.shapes.ShapeTable;
import io.omniflow.job.client.ClientOptions;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Submission;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.DeploymentReader;
import io.omniflow.job.gateway.Gateway;
import io.omniflow.job.gateway.GatewayOptions;
import io.omniflow.job.gateway.api.ServedModel;
import io.omniflow.job.gateway.server.ListenOptions;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.StageReport;
import io.omniflow.v1.Status;
import io.omniflow.v1.TextOptions;
import io.omniflow.v1.TextReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped pipeline with the shipped models: a few words become a caption, then a picture. */
class WriteAndPaintITCase {

    private static final Path DEPLOY = Path.of("../deploy");
    private static final String PIPELINE = "write-and-paint";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int REQUESTS = 10;

    @TempDir private Path directory;

    private final ShapeTable table = ShapeTable.of(DEPLOY.resolve("models/shapes")).orElseThrow();

    @Test
    void wordsBecomePictures() throws IOException {
        Path config = DEPLOY.resolve("write-and-paint.yaml").toAbsolutePath().normalize();
        StackOptions options = new StackOptions(config, directory, 0, 0, Map.of());
        try (EmbeddedStack stack = EmbeddedStack.start(options);
                OmniClient client = OmniClient.connect(stack.bootstrapServers())) {
            List<JsonNode> asked = asked();
            List<GenerationRequest> requests = requests(asked);
            List<GenerationResult> results = ask(client, requests);
            assertThatMostAreRight(asked, results);
            assertThatNothingIsMadeTwice(client, requests.get(0), results.get(0));
            assertThatAFailedSecondStageTellsTheFirst(client);
            assertThatTheGatewayServesBoth(stack, config);
        }
    }

    private void assertThatMostAreRight(List<JsonNode> asked, List<GenerationResult> results) {
        int captions = 0;
        int pictures = 0;
        for (int i = 0; i < results.size(); i++) {
            GenerationResult result = results.get(i);
            assertThat(result.getStatus()).as("%s", result).isEqualTo(Status.STATUS_COMPLETED);
            assertThat(result.getModel()).isEqualTo(PIPELINE);
            StageReport words = result.getStages(0);
            assertThat(words.getStage()).isEqualTo("words");
            assertThat(words.getTextReport().getFinishReason())
                    .isEqualTo(TextReport.FinishReason.FINISH_REASON_STOP);
            CaptionGrammar.Reading reading = new CaptionGrammar(table).read(words.getText());
            if (reading.isComplete()) {
                ShapeScene scene = reading.scene().orElseThrow();
                captions += scene.has(scene(asked.get(i))) ? 1 : 0;
                ShapeChecker.Finding found =
                        new ShapeChecker(table).check(PictureFiles.decode(result.getOutputs(0)));
                pictures += found.equals(scene.expected()) ? 1 : 0;
            }
        }
        assertThat(captions).as("captions that keep what was asked").isGreaterThanOrEqualTo(9);
        assertThat(pictures).as("pictures of their captions").isGreaterThanOrEqualTo(8);
    }

    /** With the same words and seed, both stages find what they made before. */
    private static void assertThatNothingIsMadeTwice(
            OmniClient client, GenerationRequest first, GenerationResult made) {
        AtomicInteger count = new AtomicInteger();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            String id = "again-" + count.incrementAndGet();
                            GenerationResult again =
                                    ask(client, List.of(first.toBuilder().setId(id).build()))
                                            .get(0);
                            assertThat(again.getStages(0).getText())
                                    .isEqualTo(made.getStages(0).getText());
                            assertThat(again.getOutputs(0).getData())
                                    .isEqualTo(made.getOutputs(0).getData());
                            assertThat(again.getStages(0).getCache().getKind())
                                    .isEqualTo(CacheReport.Kind.KIND_EXACT);
                            assertThat(again.getOutputs(0).getCache().getKind())
                                    .isEqualTo(CacheReport.Kind.KIND_EXACT);
                        });
    }

    /** Captions begin with this letter, so that nothing is left to be painted. */
    private static void assertThatAFailedSecondStageTellsTheFirst(OmniClient client) {
        GenerationRequest request =
                request("stopped", "circle red")
                        .setText(TextOptions.newBuilder().setTemperature(0).addStop("a"))
                        .build();
        GenerationResult failed = ask(client, List.of(request)).get(0);

        assertThat(failed.getStatus()).as("%s", failed).isEqualTo(Status.STATUS_FAILED);
        assertThat(failed.getError().getCode()).isEqualTo("INVALID_PROMPT");
        assertThat(failed.getStagesList()).hasSize(1);
        assertThat(failed.getStages(0).getTextReport().getCompletionTokens()).isPositive();
    }

    /** The way of a caller who knows nothing of topics. */
    private void assertThatTheGatewayServesBoth(EmbeddedStack stack, Path config)
            throws IOException {
        Deployment deployment = new DeploymentReader().read(config, Map.of(), new Configuration());
        ClientOptions options =
                ClientOptions.of(stack.bootstrapServers()).withHistory(Duration.ofHours(1));
        List<ServedModel> models = ServedModel.of(deployment.omni());
        try (Gateway gateway =
                Gateway.start(
                        GatewayOptions.of(
                                ListenOptions.at("127.0.0.1", 0).withDrain(Duration.ZERO),
                                options,
                                models))) {
            OpenAIClient openai =
                    OpenAIOkHttpClient.builder()
                            .apiKey("none")
                            .baseUrl("http://127.0.0.1:" + gateway.port() + "/v1")
                            .build();
            Image image = picture(openai);
            byte[] png = Base64.getDecoder().decode(image.b64Json().orElseThrow());
            ShapeScene scene =
                    new CaptionGrammar(table)
                            .read(image.revisedPrompt().orElseThrow())
                            .scene()
                            .orElseThrow();
            assertThat(new ShapeChecker(table).check(ImageIO.read(new ByteArrayInputStream(png))))
                    .isEqualTo(scene.expected());
            assertThat(streamed(openai)).isEqualTo(image.revisedPrompt().orElseThrow());
            openai.close();
        }
    }

    private static Image picture(OpenAIClient openai) {
        ImageGenerateParams params =
                ImageGenerateParams.builder()
                        .model(PIPELINE)
                        .prompt("circle red")
                        .putAdditionalBodyProperty("seed", JsonValue.from(3))
                        .build();
        return openai.images().generate(params).data().orElseThrow().get(0);
    }

    /** The first stage alone writes what it wrote in the pipeline. */
    private static String streamed(OpenAIClient openai) {
        ChatCompletionCreateParams params =
                ChatCompletionCreateParams.builder()
                        .model("words")
                        .addUserMessage("circle red")
                        .seed(3)
                        .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                openai.chat().completions().createStreaming(params)) {
            return chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
        }
    }

    private static List<JsonNode> asked() throws IOException {
        JsonNode all =
                new ObjectMapper().readTree(DEPLOY.resolve("models/words/requests.json").toFile());
        List<JsonNode> first = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            first.add(all.get(i));
        }
        return first;
    }

    private static ShapeScene scene(JsonNode asked) {
        return new ShapeScene(
                asked.get("size").asText(),
                asked.get("color").asText(),
                asked.get("shape").asText(),
                asked.get("background").asText());
    }

    private static List<GenerationRequest> requests(List<JsonNode> asked) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            requests.add(request("r" + i, asked.get(i).get("request").asText()).setSeed(i).build());
        }
        return requests;
    }

    private static GenerationRequest.Builder request(String id, String words) {
        return GenerationRequest.newBuilder().setId(id).setModel(PIPELINE).setPrompt(words);
    }

    private static List<GenerationResult> ask(OmniClient client, List<GenerationRequest> requests) {
        List<Submission> submissions = requests.stream().map(client::submit).toList();
        return submissions.stream()
                .map(s -> s.result().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                .toList();
    }
}
