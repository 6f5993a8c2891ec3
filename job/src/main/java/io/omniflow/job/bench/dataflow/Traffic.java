package io.omniflow.job.bench.dataflow;

import io.omniflow.job.config.KafkaConfig;
import io.omniflow.v1.GenerationRequest;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes requests that differ in nothing but id and prompt. */
final class Traffic implements AutoCloseable {

    private final String topic;
    private final KafkaProducer<String, byte[]> producer;

    Traffic(KafkaConfig kafka) {
        topic = kafka.topics().requests();
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("linger.ms", "0");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Publishes so many requests of one step and returns when the broker has them. */
    static void publishAll(KafkaConfig kafka, int requests) {
        try (Traffic traffic = new Traffic(kafka)) {
            for (int i = 0; i < requests; i++) {
                traffic.publish("r" + i, 1);
            }
            traffic.producer.flush();
        }
    }

    void publish(String id, int steps) {
        GenerationRequest request =
                GenerationRequest.newBuilder()
                        .setId(id)
                        .setModel(FreeStage.MODEL)
                        .setPrompt("a picture of nothing, number " + id)
                        .setNumInferenceSteps(steps)
                        .build();
        publish(request);
    }

    void publish(GenerationRequest request) {
        producer.send(new ProducerRecord<>(topic, request.getId(), request.toByteArray()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
