package io.omniflow.job.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids that follow from a request's id and the place of a span among its spans. One thread uses an
 * instance: it names a place, and the tracer asks for the ids of the span there.
 */
final class SpanIds implements IdGenerator {

    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private String request = "";
    private int place;

    /** Begins with the spans of another request. */
    void begin(String requestId) {
        request = requestId;
        place = 0;
    }

    @Override
    public String generateTraceId() {
        return hex("trace", 0, TRACE_BYTES);
    }

    @Override
    public String generateSpanId() {
        return hex("span", ++place, SPAN_BYTES);
    }

    /** The last bit is set, as an id of nothing but zeros is none. */
    private String hex(String kind, int number, int bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(kind.getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            byte[] hash = digest.digest(request.getBytes(StandardCharsets.UTF_8));
            hash[bytes - 1] |= 1;
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
