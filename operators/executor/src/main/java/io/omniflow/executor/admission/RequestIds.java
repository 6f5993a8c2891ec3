package io.omniflow.executor.admission;

import com.google.protobuf.CodedOutputStream;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.v1.GenerationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What tells one request from another: its id, and its content without the id. */
final class RequestIds {

    private RequestIds() {}

    /** Returns the id field or, if that is empty, the record key. */
    static String of(GenerationRequest request, InboundRecord record) {
        if (!request.getId().isEmpty()) {
            return request.getId();
        }
        byte[] key = record.key();
        if (key == null || key.length == 0) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_ID,
                    "the request has no id, and the record has no key to take in its place");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_ID,
                    "the request has no id, and the record key is not UTF-8 text",
                    e);
        }
    }

    /** Encodes everything but the id, the same way each time whatever the order of labels. */
    static byte[] contentOf(GenerationRequest request) {
        GenerationRequest content = request.toBuilder().clearId().build();
        byte[] bytes = new byte[content.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            content.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes as many bytes as it has", e);
        }
        return bytes;
    }
}
