package io.omniflow.job.deadletter;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.RecordPlace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of the dead letter topic. The arrays are not copied.
 *
 * @param place where it lies on the dead letter topic
 * @param timestampMs epoch milliseconds at which it was given up
 * @param key the sender's key
 * @param value the sender's value, possibly cut
 * @param sent the sender's headers
 * @param reasons the headers that say why it is here
 */
@SuppressWarnings("ArrayRecordComponent") // letters are carried, never compared
public record DeadLetter(
        RecordPlace place,
        long timestampMs,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> sent,
        List<RecordHeader> reasons) {

    private static final String PLACE = "__dlq.errors.";
    private static final String REASON = "omniflow.errors.";

    /** Copies the lists. */
    public DeadLetter {
        Objects.requireNonNull(place, "place");
        sent = List.copyOf(sent);
        reasons = List.copyOf(reasons);
    }

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> sent = new ArrayList<>();
        List<RecordHeader> reasons = new ArrayList<>();
        for (Header header : record.headers()) {
            (isReason(header.key()) ? reasons : sent)
                    .add(new RecordHeader(header.key(), header.value()));
        }
        return new DeadLetter(
                new RecordPlace(record.partition(), record.offset()),
                record.timestamp(),
                record.key(),
                record.value(),
                sent,
                reasons);
    }

    /** Returns the stable code of the reason, empty if it has none. */
    public String code() {
        return reason(REASON + "code");
    }

    /** Returns the reason in words. */
    public String message() {
        return reason(PLACE + "message");
    }

    /** Returns the operator that gave the record up. */
    public String stage() {
        return reason(REASON + "stage");
    }

    /** Returns the topic that the record was sent to, if the letter tells. */
    public Optional<String> topic() {
        return Optional.of(reason(PLACE + "topic")).filter(topic -> !topic.isEmpty());
    }

    /** Returns where it lay on that topic, such as {@code 0-17}. */
    public String origin() {
        return reason(PLACE + "partition") + "-" + reason(PLACE + "offset");
    }

    /** Tells whether the job cut it to fit into a record, so that it cannot be sent again. */
    public boolean isCut() {
        return !reason(REASON + "truncated-bytes").isEmpty();
    }

    /** Returns the key as text, empty if there is none. */
    public String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Returns the number of bytes of the value. */
    public int size() {
        return value == null ? 0 : value.length;
    }

    /** Returns the record as the job read it, but for its place. */
    public InboundRecord record() {
        return new InboundRecord(topic().orElse(""), 0, 0, timestampMs, key, value, sent);
    }

    /** The last one counts: a letter that was sent again may have carried older reasons. */
    private String reason(String name) {
        return reasons.stream()
                .filter(header -> header.key().equals(name))
                .reduce((first, second) -> second)
                .map(RecordHeader::text)
                .orElse("");
    }

    private static boolean isReason(String header) {
        return header.startsWith(PLACE) || header.startsWith(REASON);
    }
}
