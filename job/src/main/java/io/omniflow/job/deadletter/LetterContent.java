package io.omniflow.job.deadletter;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.executor.wire.RequestDecoder;
import io.omniflow.v1.GenerationRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows the value of a dead letter to a person: as a request, as text, or as bytes. */
public final class LetterContent {

    private static final int LONGEST_TEXT = 2_000;
    private static final int LONGEST_BYTES = 64;

    /** The operators that read no requests: their records may look like some. */
    private static final Set<String> OTHERS = Set.of("control", "dit-cache");

    private LetterContent() {}

    /** Returns lines, the first of which says what the value was taken for. */
    public static String of(DeadLetter letter) {
        if (letter.value() == null) {
            return "no value";
        }
        String request = OTHERS.contains(letter.stage()) ? null : request(letter);
        return request != null ? request : raw(letter.value());
    }

    private static @Nullable String request(DeadLetter letter) {
        try {
            GenerationRequest request = new RequestDecoder().decode(letter.record());
            String picture =
                    request.hasImage()
                            ? " without its picture of " + request.getImage().size() + " bytes"
                            : "";
            return "request" + picture + ":\n" + json(request.toBuilder().clearImage());
        } catch (CoreModuleException e) {
            return null;
        }
    }

    private static String json(MessageOrBuilder message) {
        try {
            return JsonFormat.printer().preservingProtoFieldNames().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String raw(byte[] value) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            if (text.chars()
                    .noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
                return "text of " + text.length() + " characters:\n" + start(text);
            }
        } catch (CharacterCodingException e) {
            return bytes(value);
        }
        return bytes(value);
    }

    private static String start(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + " ...";
    }

    private static String bytes(byte[] value) {
        byte[] start = Arrays.copyOf(value, Math.min(value.length, LONGEST_BYTES));
        return value.length
                + " bytes:\n"
                + HexFormat.ofDelimiter(" ").formatHex(start)
                + (value.length > LONGEST_BYTES ? " ..." : "");
    }
}
