package io.omniflow.executor.wire;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.v1.GenerationRequest;
import java.io.IOException;

/**
 * Reads requests. A value is protobuf, or JSON if its {@code content-type} says so (field names as
 * in the schema or in lower camel case, none unknown); the framing of a schema registry is
 * stripped.
 */
public final class RequestDecoder {

    /** Creates a decoder. */
    public RequestDecoder() {}

    /**
     * Returns the request in a record; nothing but its form is checked.
     *
     * @throws InvalidRequestException with {@link ErrorCode#UNPARSEABLE} if the value is none
     */
    public GenerationRequest decode(InboundRecord record) {
        GenerationRequest.Builder request = GenerationRequest.newBuilder();
        try {
            Payload.read(record, request);
        } catch (IOException e) {
            throw new InvalidRequestException(
                    ErrorCode.UNPARSEABLE,
                    "the value is no omniflow.v1.GenerationRequest: " + e.getMessage(),
                    e);
        }
        return request.build();
    }
}
