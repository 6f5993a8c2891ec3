package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.RequestRules;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.wire.PassThroughHeaders;
import io.omniflow.v1.GenerationRequest;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Finds the deadline of a request: its own, or that of the record, whichever is earlier. */
final class Deadlines {

    private static final long NONE = 0;

    private Deadlines() {}

    /** Returns epoch milliseconds, or 0 if there is no deadline. */
    static long of(GenerationRequest request, InboundRecord record) {
        long deadlineMs = Long.MAX_VALUE;
        if (request.hasDeadlineMs()) {
            deadlineMs = request.getDeadlineMs();
        }
        Optional<String> expiry = PassThroughHeaders.expiryTime(record);
        if (expiry.isPresent()) {
            deadlineMs = Math.min(deadlineMs, parse(expiry.get()));
        }
        // Zero means none to all that follows, but a sender's zero is a moment in 1970.
        return deadlineMs == Long.MAX_VALUE ? NONE : Math.max(1, deadlineMs);
    }

    private static long parse(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "the header ce_expirytime must be an RFC 3339 time such as"
                            + " 2026-01-31T12:00:00Z, not "
                            + RequestRules.shown(time),
                    e);
        }
    }
}
