package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.state.StreamTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Carries a record into the job as it is; parsing, which may fail, is admission's. */
final class InboundSchema implements KafkaRecordDeserializationSchema<InboundRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<InboundRecord> out) {
        out.collect(
                new InboundRecord(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        headers(record.headers())));
    }

    @Override
    public TypeInformation<InboundRecord> getProducedType() {
        return StreamTypes.INBOUND;
    }

    private static List<RecordHeader> headers(Headers headers) {
        List<RecordHeader> copy = new ArrayList<>();
        headers.forEach(header -> copy.add(new RecordHeader(header.key(), header.value())));
        return copy;
    }
}
