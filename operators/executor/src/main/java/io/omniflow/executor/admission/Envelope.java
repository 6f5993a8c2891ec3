package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.RequestRules;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.wire.PassThroughHeaders;
import io.omniflow.v1.GenerationRequest;
import java.util.Map;

/**
 * The parts of a request that its result needs even if it is refused: each falls back to a harmless
 * value where the one that was sent breaks a rule.
 */
final class Envelope {

    private static final int MAX_HEADER_BYTES = 16_384;

    private final GenerationRequest request;
    private final String id;
    private final InboundRecord record;
    private final long nowMs;
    private final Map<String, String> headers;
    private final boolean headersFit;

    Envelope(GenerationRequest request, String id, InboundRecord record, long nowMs) {
        this.request = request;
        this.id = id;
        this.record = record;
        this.nowMs = nowMs;
        Map<String, String> found = PassThroughHeaders.of(record);
        this.headersFit = PassThroughHeaders.bytes(found) <= MAX_HEADER_BYTES;
        this.headers = headersFit ? found : Map.of();
    }

    /** Checks what the fall-backs would hide. */
    void check() {
        RequestRules.tenant(request.getTenant());
        RequestRules.user(request.getUser());
        RequestRules.labels(request.getLabelsMap());
        if (!headersFit) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "the record headers that pass through to the result must not have more than "
                            + MAX_HEADER_BYTES
                            + " bytes together");
        }
        if (request.getPriority() == io.omniflow.v1.Priority.UNRECOGNIZED) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_PRIORITY,
                    "priority must be PRIORITY_HIGH, PRIORITY_NORMAL or PRIORITY_LOW, not "
                            + RequestRules.shown(request.getPriorityValue()));
        }
    }

    GenerationRequest request() {
        return request;
    }

    String id() {
        return id;
    }

    InboundRecord record() {
        return record;
    }

    long nowMs() {
        return nowMs;
    }

    /** Returns when the record was published; one without a timestamp counts as published now. */
    long createdMs() {
        return record.timestampMs() > 0 ? record.timestampMs() : nowMs;
    }

    Map<String, String> headers() {
        return headers;
    }

    Priority priority() {
        return switch (request.getPriority()) {
            case PRIORITY_HIGH -> Priority.HIGH;
            case PRIORITY_LOW -> Priority.LOW;
            case PRIORITY_NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> Priority.NORMAL;
        };
    }

    String tenant() {
        try {
            return RequestRules.tenant(request.getTenant());
        } catch (InvalidRequestException e) {
            return "";
        }
    }
}
