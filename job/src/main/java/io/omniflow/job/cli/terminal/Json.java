package io.omniflow.job.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.v1.GenerationResult;
import java.nio.file.Path;
import java.util.Map;

/** Writes JSON on one line. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Writes a tree of maps, lists, numbers and texts. */
    public static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Writes a message with the field names of the schema. */
    public static String of(MessageOrBuilder message) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Writes a result; images that were written to files are named instead of included. */
    public static String of(GenerationResult result, Map<Integer, Path> files) {
        try {
            JsonNode tree = MAPPER.readTree(of(result));
            for (JsonNode output : tree.path("outputs")) {
                Path file = files.get(output.path("index").asInt(0));
                if (file != null) {
                    ((ObjectNode) output).remove("data");
                    ((ObjectNode) output).put("file", file.toString());
                }
            }
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
