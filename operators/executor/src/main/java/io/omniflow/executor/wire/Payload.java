package io.omniflow.executor.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.executor.record.InboundRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a message out of a record's value: JSON if the content type says so, else protobuf, either
 * of them with or without the framing of a schema registry.
 */
final class Payload {

    /** Starts framed values; it can start neither a protobuf message nor a JSON text. */
    private static final byte MAGIC = 0;

    private static final int SCHEMA_ID_BYTES = 4;
    private static final int MAX_MESSAGE_INDEXES = 64;

    private Payload() {}

    /** Tells whether the content type of a record is JSON, and fails if it is none we read. */
    static boolean isJson(InboundRecord record) throws IOException {
        return isJson(Headers.last(record, Headers.CONTENT_TYPE).orElse(""));
    }

    /** Reads a JSON value as far as the schema goes, and skips what it does not have. */
    static void readKnownJson(InboundRecord record, Message.Builder into) throws IOException {
        ByteBuffer value = ByteBuffer.wrap(record.value());
        skipFraming(value);
        JsonFormat.parser().ignoringUnknownFields().merge(text(value), into);
    }

    /**
     * Reads the value into an empty builder.
     *
     * @throws IOException if there is no value, or it is no such message; the reason is in the
     *     message
     */
    static void read(InboundRecord record, Message.Builder into) throws IOException {
        if (record.value() == null) {
            throw new IOException("the record has no value");
        }
        ByteBuffer value = ByteBuffer.wrap(record.value());
        if (isJson(record)) {
            skipFraming(value);
            JsonFormat.parser().merge(text(value), into);
        } else {
            if (skipFraming(value)) {
                skipMessageIndexes(value);
            }
            into.mergeFrom(value.array(), value.position(), value.remaining());
            checkKnown(into);
        }
    }

    private static boolean isJson(String contentType) throws IOException {
        String type = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (type.startsWith("application/cloudevents")) {
            throw new IOException(
                    "CloudEvents in structured mode are not read; send binary mode, with ce_"
                            + " headers and the message itself as the value");
        }
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static String text(ByteBuffer value) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the JSON text is not UTF-8", e);
        }
    }

    private static boolean skipFraming(ByteBuffer value) throws IOException {
        if (!value.hasRemaining() || value.get(value.position()) != MAGIC) {
            return false;
        }
        if (value.remaining() < 1 + SCHEMA_ID_BYTES) {
            throw new IOException("the schema registry's framing is truncated");
        }
        value.position(value.position() + 1 + SCHEMA_ID_BYTES);
        return true;
    }

    /** Skips the path of the message in its schema: a count, then as many indexes. */
    private static void skipMessageIndexes(ByteBuffer value) throws IOException {
        int count = zigZag(value);
        if (count < 0 || count > MAX_MESSAGE_INDEXES) {
            throw new IOException(
                    "the schema registry's framing has " + count + " message indexes");
        }
        for (int i = 0; i < count; i++) {
            zigZag(value);
        }
    }

    private static int zigZag(ByteBuffer value) throws IOException {
        int raw = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            if (!value.hasRemaining()) {
                throw new IOException("the schema registry's framing is truncated");
            }
            byte next = value.get();
            raw |= (next & 0x7F) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new IOException("the schema registry's framing has a message index that never ends");
    }

    /** Refuses bytes that are protobuf by chance: all of their fields are unknown. */
    private static void checkKnown(Message.Builder message) throws InvalidProtocolBufferException {
        if (!message.getUnknownFields().isEmpty() && message.getAllFields().isEmpty()) {
            throw new InvalidProtocolBufferException(
                    "no field is one of " + message.getDescriptorForType().getFullName());
        }
    }
}
