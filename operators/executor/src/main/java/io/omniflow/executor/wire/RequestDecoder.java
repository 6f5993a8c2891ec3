package io.omniflow.executor.wire;

import io.omniflow.core.error.CoreModuleException;
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
     * @throws UnknownFieldException if it is one in JSON, but with a field or a constant that the
     *     schema does not have
     */
    public GenerationRequest decode(InboundRecord record) {
        GenerationRequest.Builder request = GenerationRequest.newBuilder();
        try {
            Payload.read(record, request);
        } catch (IOException e) {
            throw failure(record, e);
        }
        return request.build();
    }

    private static CoreModuleException failure(InboundRecord record, IOException cause) {
        String message = "the value is no omniflow.v1.GenerationRequest: " + cause.getMessage();
        try {
            if (record.value() != null && Payload.isJson(record)) {
                GenerationRequest.Builder known = GenerationRequest.newBuilder();
                Payload.readKnownJson(record, known);
                // The only constants in a request are the priorities.
                ErrorCode code =
                        String.valueOf(cause.getMessage()).contains("enum type")
                                ? ErrorCode.INVALID_PRIORITY
                                : ErrorCode.INVALID_FIELD;
                return new UnknownFieldException(code, message, known.build(), cause);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new InvalidRequestException(ErrorCode.UNPARSEABLE, message, cause);
    }
}
