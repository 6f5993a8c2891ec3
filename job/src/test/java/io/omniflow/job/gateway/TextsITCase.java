package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.v1.TextOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts for callers that use OpenAI's own client. */
@ExtendWith(SharedBroker.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextsITCase {

    private TestingGateway gateway;

    private OpenAIClient openai;

    @BeforeAll
    void start(EmbeddedBroker broker) {
        gateway = TestingGateway.start(broker.bootstrapServers(), "texts");
        openai = gateway.openai();
    }

    @AfterAll
    void close() throws InterruptedException {
        openai.close();
        gateway.close();
    }

    @Test
    void messagesAreAnswered() {
        ChatCompletion answer =
                openai.chat()
                        .completions()
                        .create(chat("a red circle").n(2).logprobs(true).topLogprobs(1).build());

        assertThat(answer.choices()).hasSize(2);
        ChatCompletion.Choice second = answer.choices().get(1);
        assertThat(second.index()).isEqualTo(1);
        assertThat(second.message().content()).contains("A RED CIRCLE");
        assertThat(second.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(second.logprobs().orElseThrow().content().orElseThrow())
                .hasSize(3)
                .allSatisfy(token -> assertThat(token.logprob()).isEqualTo(-1))
                .allSatisfy(token -> assertThat(token.topLogprobs().get(0).token()).isEqualTo("x"));
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(5);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(6);
    }

    @Test
    void textsThatAreThereAreDeliveredAndWhatFailedSaysWhy() {
        CompletionCreateParams params =
                CompletionCreateParams.builder().model("words").prompt("partly").n(3).build();
        List<CompletionChoice> choices = openai.completions().create(params).choices();
        List<CompletionChoice> told;
        try (StreamResponse<Completion> stream = openai.completions().createStreaming(params)) {
            told = stream.stream().flatMap(chunk -> chunk.choices().stream()).toList();
        }

        assertThat(choices).extracting(c -> c.text()).containsExactly("PARTLY", "", "PARTLY");
        assertThat(told).filteredOn(choice -> choice.index() == 1 && isFailed(choice)).hasSize(1);
        assertThat(choices).extracting(TextsITCase::isFailed).containsExactly(false, true, false);
    }

    private static boolean isFailed(CompletionChoice choice) {
        JsonValue why = JsonValue.from(Map.of("code", "NOT_FINITE", "message", "no number"));
        return why.equals(choice._additionalProperties().get("error"))
                && choice.finishReason().asString().equals("error");
    }

    /** As chat programs do: the answer goes back as it came. */
    @Test
    void aConversationGoesOn() {
        ChatCompletion first = openai.chat().completions().create(chat("one").build());
        ChatCompletionCreateParams.Builder params =
                ChatCompletionCreateParams.builder()
                        .model("words")
                        .addDeveloperMessage("be brief")
                        .addUserMessage("one")
                        .addMessage(first.choices().get(0).message())
                        .addUserMessage("two");
        ChatCompletion second = openai.chat().completions().create(params.build());

        assertThat(second.choices().get(0).message().content()).contains("BE BRIEF\nONE\nONE\nTWO");
        assertThat(second.systemFingerprint()).contains("rev2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "chat/completions | \"response_format\": {\"type\": \"text\"}, \"store\": false",
                "chat/completions | \"tools\": [], \"tool_choice\": \"auto\", \"logit_bias\": {}",
                "chat/completions | \"metadata\": {\"a\": \"b\"}, \"prompt_cache_key\": \"k\"",
                "chat/completions | \"safety_identifier\": \"u\", \"reasoning_effort\": null",
                "chat/completions | \"max_completion_tokens\": 9, \"stream\": false",
                "completions | \"best_of\": 1, \"echo\": false, \"suffix\": null",
                "images/generations | \"background\": \"auto\", \"output_compression\": 100"
            })
    void whatClientsSendOfTheirOwnAccordIsTaken(String path, String parameters) {
        assertThat(call(path, parameters).statusCode())
                .as(call(path, parameters).body())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "chat/completions | \"response_format\": {\"type\": \"json_object\"} |"
                        + " response_format",
                "chat/completions | \"tools\": [{\"type\": \"function\"}] | tools",
                "chat/completions | \"store\": true | store",
                "chat/completions | \"stream_options\": {\"include_usage\": true} | stream_options",
                "chat/completions | \"reasoning_effort\": \"low\" | reasoning_effort",
                "chat/completions | \"messages\": [{\"role\": \"user\", \"content\": \"a\"},"
                        + " {\"role\": \"tool\", \"content\": \"b\"}] | messages[1].role",
                "chat/completions | \"messages\": [{\"role\": \"user\"}] | messages[0].content",
                "completions | \"prompt\": [\"a\", \"b\"] | prompt",
                "completions | \"echo\": true | echo",
                "images/generations | \"background\": \"transparent\" | background",
                "images/generations | \"style\": \"vivid\" | style"
            })
    void whatIsNotDoneIsRefusedByName(String path, String parameters, String param)
            throws IOException {
        HttpResponse<String> answer = call(path, parameters);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).at("/error/param").asText())
                .isEqualTo(param);
    }

    private HttpResponse<String> call(String path, String parameters) {
        String usual =
                path.startsWith("chat")
                        ? "\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]"
                        : "\"prompt\": " + (path.startsWith("images") ? "\"a\"" : "[\"a\"]");
        boolean isGiven = parameters.contains("\"messages\"") || parameters.contains("\"prompt\"");
        return gateway.post("/v1/" + path, "{" + (isGiven ? "" : usual + ", ") + parameters + "}");
    }

    @Test
    void aTextIsStreamedWhileItIsWritten() {
        ChatCompletionCreateParams params =
                chat("hold a red circle")
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                openai.chat().completions().createStreaming(params)) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            ChatCompletionChunk first = chunks.next();
            assertThat(content(first)).isEqualTo("HOLD");
            await().until(() -> gateway.job().held().contains(first.id()));

            gateway.job().release(first.id());

            List<ChatCompletionChunk> rest = new ArrayList<>();
            chunks.forEachRemaining(rest::add);
            assertThat(rest.stream().map(TextsITCase::content).collect(Collectors.joining()))
                    .isEqualTo(" A RED CIRCLE");
            assertThat(rest.get(rest.size() - 2).choices().get(0).finishReason())
                    .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
            assertThat(rest.get(rest.size() - 1).usage().orElseThrow().totalTokens()).isEqualTo(9);
        }
    }

    @Test
    void promptsAreContinued() {
        CompletionCreateParams params =
                CompletionCreateParams.builder()
                        .model("words")
                        .prompt("a red circle")
                        .maxTokens(2)
                        .temperature(0.5)
                        .topP(0.75)
                        .stop("q")
                        .logprobs(1)
                        .presencePenalty(0.25)
                        .frequencyPenalty(-0.5)
                        .seed(4)
                        .putAdditionalBodyProperty("top_k", JsonValue.from(10))
                        .putAdditionalBodyProperty("min_p", JsonValue.from(0.125))
                        .putAdditionalBodyProperty("repetition_penalty", JsonValue.from(1.5))
                        .putAdditionalBodyProperty("stop_token_ids", JsonValue.from(List.of(7)))
                        .putAdditionalBodyProperty("ignore_eos", JsonValue.from(true))
                        .build();
        Completion answer = openai.completions().create(params);

        assertThat(answer.choices().get(0).text()).isEqualTo("A RED");
        assertThat(answer.choices().get(0).finishReason().asString()).isEqualTo("length");
        assertThat(answer.choices().get(0).logprobs().orElseThrow().tokens())
                .contains(List.of("A", " RED"));
        TextOptions expected =
                TextOptions.newBuilder()
                        .setMaxTokens(2)
                        .setTemperature(0.5)
                        .setTopP(0.75)
                        .addStop("q")
                        .setLogprobs(1)
                        .setPresencePenalty(0.25)
                        .setFrequencyPenalty(-0.5)
                        .setTopK(10)
                        .setMinP(0.125)
                        .setRepetitionPenalty(1.5)
                        .addStopTokenIds(7)
                        .setIgnoreEos(true)
                        .build();
        assertThat(gateway.job().seen().get(answer.id()).getText()).isEqualTo(expected);
    }

    @Test
    void severalTextsAreStreamedApart() {
        CompletionCreateParams params =
                CompletionCreateParams.builder().model("words").prompt("one two").n(3).build();
        List<Completion> chunks;
        try (StreamResponse<Completion> stream = openai.completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }

        for (int i = 0; i < 3; i++) {
            int index = i;
            assertThat(
                            chunks.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .filter(choice -> choice.index() == index)
                                    .map(choice -> choice.text())
                                    .collect(Collectors.joining()))
                    .isEqualTo("ONE TWO");
        }
    }

    @Test
    void aRefusedStreamIsAnsweredWithItsError() {
        ChatCompletionCreateParams params = chat("wrong").build();
        assertThatThrownBy(() -> openai.chat().completions().createStreaming(params))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void whoeverGoesAwayMayHaveTheRequestCancelled() {
        String kept = idOfDroppedCall("hold fast", false);
        String cancelled = idOfDroppedCall("hold on", true);
        assertThat(gateway.job().held()).contains(kept).doesNotContain(cancelled);
    }

    private String idOfDroppedCall(String prompt, boolean isCancelled) {
        ChatCompletionCreateParams params =
                chat(prompt)
                        .putAdditionalBodyProperty(
                                "cancel_on_disconnect", JsonValue.from(isCancelled))
                        .build();
        String id = idOfDropped(params);
        await().untilAsserted(
                        () ->
                                assertThat(gateway.get("/v1/jobs/" + id).body())
                                        .contains(
                                                isCancelled
                                                        ? "\"status\":\"cancelled\""
                                                        : "\"status\":\"in_progress\""));
        return id;
    }

    private String idOfDropped(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> stream =
                openai.chat().completions().createStreaming(params)) {
            String id = stream.stream().iterator().next().id();
            await().until(() -> gateway.job().held().contains(id));
            return id;
        }
    }

    private static String content(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder().model("words").addUserMessage(prompt);
    }
}
