package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.json;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.GenerationRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {

    private final RequestDecoder decoder = new RequestDecoder();

    @Test
    void readsProtobuf() {
        assertThat(decoder.decode(inbound(request("r")))).isEqualTo(request("r").build());
    }

    @Test
    void anEmptyValueIsTheEmptyMessage() {
        assertThat(decoder.decode(inbound(new byte[0])))
                .isEqualTo(GenerationRequest.getDefaultInstance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0200", "020a", "040280ff03"})
    void stripsTheFramingOfASchemaRegistry(String messageIndexes) {
        byte[] framed = framed(messageIndexes, request("r").build().toByteArray());

        assertThat(decoder.decode(inbound(framed))).isEqualTo(request("r").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "06020", "01", "8002", "ffffffffffffff"})
    void refusesMalformedFraming(String messageIndexes) {
        String even = messageIndexes.length() % 2 == 0 ? messageIndexes : messageIndexes + "0";
        unparseable(inbound(framed(even, new byte[0])), "framing");
    }

    @Test
    void refusesFramingThatEndsInTheSchemaId() {
        unparseable(inbound(new byte[] {0, 0, 0}), "framing is truncated");
    }

    @Test
    void readsJsonByContentTypeWithFieldNamesOfEitherCase() {
        String text =
                "{\"id\": \"r\", \"num_inference_steps\": 7, \"guidanceScale\": 2.5, \"n\": 2}";

        GenerationRequest request = decoder.decode(json(text));

        assertThat(request.getId()).isEqualTo("r");
        assertThat(request.getNumInferenceSteps()).isEqualTo(7);
        assertThat(request.getGuidanceScale()).isEqualTo(2.5);
        assertThat(request.getN()).isEqualTo(2);
    }

    @Test
    void stripsTheFramingOfJsonToo() {
        byte[] text = "{\"id\": \"r\"}".getBytes(StandardCharsets.UTF_8);
        byte[] framed = new byte[5 + text.length];
        System.arraycopy(text, 0, framed, 5, text.length);
        RecordHeader type = RecordHeader.of("Content-Type", "application/vnd.acme+json");

        assertThat(decoder.decode(inbound(framed, type)).getId()).isEqualTo("r");
    }

    @Test
    void theLastContentTypeCounts() {
        InboundRecord record =
                inbound(
                        request("r").build().toByteArray(),
                        RecordHeader.of("content-type", "application/json"),
                        RecordHeader.of("content-type", "application/protobuf"));

        assertThat(decoder.decode(record).getId()).isEqualTo("r");
    }

    @Test
    void namesTheUnknownFieldOfAJsonTextAndKeepsTheRest() {
        unknown("{\"id\": \"r\", \"promt\": \"a circle\"}", ErrorCode.INVALID_FIELD, "promt");
    }

    @Test
    void namesTheUnknownPriorityOfAJsonTextAndKeepsTheRest() {
        unknown("{\"id\": \"r\", \"priority\": \"high\"}", ErrorCode.INVALID_PRIORITY, "high");
    }

    private void unknown(String text, ErrorCode code, String part) {
        assertThatExceptionOfType(UnknownFieldException.class)
                .isThrownBy(() -> decoder.decode(json(text)))
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.request().getId()).isEqualTo("r"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"n\": \"many\"}",
                "{\"n\": 1e2000000000}",
                "{\"labels\": 7}",
                "{\"seed\": 1.5}"
            })
    void refusesOtherJson(String text) {
        unparseable(json(text), "GenerationRequest");
    }

    @Test
    void refusesDeeplyNestedJson() {
        unparseable(json("[".repeat(100_000)), "GenerationRequest");
    }

    @Test
    void refusesJsonThatIsNotUtf8() {
        InboundRecord latin1 =
                inbound(
                        "{\"id\": \"ü\"}".getBytes(StandardCharsets.ISO_8859_1),
                        RecordHeader.of("content-type", "application/json"));

        unparseable(latin1, "UTF-8");
    }

    @Test
    void refusesNoValue() {
        unparseable(inbound((byte[]) null), "no value");
    }

    @Test
    void refusesProtobufTruncatedInsideAField() {
        byte[] whole = request("r").build().toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length != 3) { // the id alone, which is a request
                unparseable(inbound(part), "GenerationRequest");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "\u0001\u0002\u0003", "GET / HTTP/1.1", "{\"id\": \"r\"}"})
    void refusesGarbage(String text) {
        unparseable(inbound(text.getBytes(StandardCharsets.UTF_8)), "GenerationRequest");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] bytes = {0x0A, 1, (byte) 0xFF};
        unparseable(inbound(bytes), "UTF-8");
    }

    @Test
    void refusesBytesThatAreProtobufByChance() {
        GenerationRequest unknown =
                GenerationRequest.newBuilder()
                        .setUnknownFields(
                                com.google.protobuf.UnknownFieldSet.newBuilder()
                                        .addField(
                                                999,
                                                com.google.protobuf.UnknownFieldSet.Field
                                                        .newBuilder()
                                                        .addLengthDelimited(
                                                                ByteString.copyFromUtf8("x"))
                                                        .build())
                                        .build())
                        .build();
        unparseable(inbound(unknown.toByteArray()), "no field is one of");
    }

    @Test
    void refusesStructuredCloudEventsAndNamesTheWayOut() {
        unparseable(
                inbound(
                        new byte[] {'{', '}'},
                        RecordHeader.of("content-type", "application/cloudevents+json")),
                "binary mode");
    }

    private void unparseable(InboundRecord record, String part) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decoder.decode(record))
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPARSEABLE));
    }

    private static byte[] framed(String messageIndexes, byte[] message) {
        byte[] start = HexFormat.of().parseHex("0000000007" + messageIndexes);
        byte[] framed = Arrays.copyOf(start, start.length + message.length);
        System.arraycopy(message, 0, framed, start.length, message.length);
        return framed;
    }
}
