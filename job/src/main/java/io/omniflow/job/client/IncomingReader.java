package io.omniflow.job.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.wire.RequestDecoder;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of a job's topics; one that makes no sense is left out. */
final class IncomingReader {

    private final KafkaConfig.Topics topics;

    private final RequestDecoder requests = new RequestDecoder();

    IncomingReader(KafkaConfig.Topics topics) {
        this.topics = topics;
    }

    Optional<Incoming> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(record));
        } catch (InvalidProtocolBufferException | CoreModuleException e) {
            return Optional.empty();
        }
    }

    private Incoming parse(ConsumerRecord<byte[], byte[]> record)
            throws InvalidProtocolBufferException {
        if (record.topic().equals(topics.results())) {
            RecordPlace place = new RecordPlace(record.partition(), record.offset());
            return new Incoming.Result(GenerationResult.parseFrom(record.value()), place);
        }
        if (record.topic().equals(topics.events())) {
            return new Incoming.Event(GenerationEvent.parseFrom(record.value()));
        }
        return new Incoming.Request(request(record), record.timestamp());
    }

    /** A request without an id has its record's key for one. */
    private GenerationRequest request(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new RecordHeader(h.key(), h.value())));
        GenerationRequest request =
                requests.decode(
                        new InboundRecord(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                record.timestamp(),
                                record.key(),
                                record.value(),
                                headers));
        return request.getId().isEmpty() && record.key() != null
                ? request.toBuilder().setId(new String(record.key(), UTF_8)).build()
                : request;
    }
}
