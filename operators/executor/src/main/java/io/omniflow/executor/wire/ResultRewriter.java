package io.omniflow.executor.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.Error;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Makes results that are too large for their topic smaller. */
public final class ResultRewriter {

    /** Where the bytes of images are kept outside of Kafka. */
    public interface Store {

        /**
         * Keeps an image and returns the URI it can be read from. Called again with the same
         * fingerprint it returns the same URI.
         */
        String put(String fingerprint, String mediaType, ByteString data) throws IOException;
    }

    /** Creates a rewriter. */
    public ResultRewriter() {}

    /** Replaces the bytes of every image by a reference to where they are kept. */
    public OutboundRecord withReferences(OutboundRecord record, Store store) throws IOException {
        GenerationResult.Builder result = parse(record).toBuilder();
        for (Output.Builder output : result.getOutputsBuilderList()) {
            if (output.hasData() || output.hasText()) {
                ByteString data = output.hasText() ? output.getTextBytes() : output.getData();
                output.setDataref(store.put(output.getFingerprint(), output.getMediaType(), data));
            }
        }
        return withValue(record, record.headers(), result.build());
    }

    /** Replaces the images by the failure to deliver them; keeps what else is known of them. */
    public OutboundRecord withoutData(OutboundRecord record, String why) {
        GenerationResult.Builder result = failed(record, why);
        for (Output.Builder output : result.getOutputsBuilderList()) {
            output.clearWarnings();
            if (output.getStatus() == Status.STATUS_COMPLETED) {
                output.clearContent().setStatus(Status.STATUS_FAILED).setError(error(why));
            }
        }
        return withValue(record, record.headers(), result.build());
    }

    /** Leaves only the failure, without outputs, earlier stages and headers that pass through. */
    public OutboundRecord withoutOutputs(OutboundRecord record, String why) {
        List<RecordHeader> own = record.headers().stream().filter(ResultRewriter::isOurs).toList();
        return withValue(record, own, failed(record, why).clearOutputs().clearStages().build());
    }

    private static GenerationResult.Builder failed(OutboundRecord record, String why) {
        return parse(record).toBuilder().setStatus(Status.STATUS_FAILED).setError(error(why));
    }

    private static Error error(String why) {
        return Messages.error(new TaskError(ErrorCode.RECORD_TOO_LARGE, why));
    }

    private static boolean isOurs(RecordHeader header) {
        String name = header.key().toLowerCase(Locale.ROOT);
        return !name.equals(Headers.CORRELATION_ID)
                && (name.equals(Headers.CONTENT_TYPE) || name.startsWith(Headers.CLOUD_EVENTS));
    }

    private static OutboundRecord withValue(
            OutboundRecord record, List<RecordHeader> headers, GenerationResult result) {
        return new OutboundRecord(
                record.key(), result.toByteArray(), headers, record.timestampMs());
    }

    private static GenerationResult parse(OutboundRecord record) {
        try {
            return GenerationResult.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("results are written by this job", e);
        }
    }
}
