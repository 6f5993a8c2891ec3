package io.omniflow.job.bench.ditcache;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes the requests of a workload and reads their results. Not thread-safe. */
final class ReplayClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double NANOS_A_MS = 1e6;

    private final String requests;
    private final CacheWay way;
    private final double similarity;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Sent> inFlight = new HashMap<>();

    private record Sent(WorkloadRequest request, long nanos) {}

    /** Connects; results from before are skipped. */
    ReplayClient(KafkaConfig kafka, CacheWay way, double similarity) {
        this.requests = kafka.topics().requests();
        this.way = way;
        this.similarity = similarity;
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("linger.ms", "0");
        settings.put("enable.auto.commit", "false");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(kafka.topics().results(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
    }

    /**
     * Publishes requests in their order, never more than a number that wait for their result.
     *
     * @param done is told how many have their result
     * @return what became of them, in their order
     */
    List<Served> replay(List<WorkloadRequest> wanted, int most, IntConsumer done) {
        Map<String, Served> served = new HashMap<>();
        int next = 0;
        while (served.size() < wanted.size()) {
            while (next < wanted.size() && inFlight.size() < most) {
                publish(wanted.get(next++));
            }
            int before = served.size();
            for (Served one : take()) {
                served.put(one.request().id(), one);
            }
            if (served.size() > before) {
                done.accept(served.size());
            }
        }
        return wanted.stream().map(request -> served.get(request.id())).toList();
    }

    /** Publishes a request without waiting. */
    void publish(WorkloadRequest request) {
        GenerationRequest.Builder message =
                GenerationRequest.newBuilder()
                        .setId(request.id())
                        .setModel(DitCacheBench.MODEL)
                        .setPrompt(request.prompt())
                        .setSeed(request.seed())
                        .setCache(way.options(similarity));
        Double guidance = request.guidanceScale();
        if (guidance != null) {
            message.setGuidanceScale(guidance);
        }
        inFlight.put(request.id(), new Sent(request, System.nanoTime()));
        producer.send(new ProducerRecord<>(requests, request.id(), message.build().toByteArray()));
    }

    /** Waits for the next results of what was published and returns them. */
    List<Served> take() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Served> taken = new ArrayList<>();
        while (taken.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new WorkloadException(
                        "no result for "
                                + PATIENCE.toSeconds()
                                + " s, "
                                + inFlight.size()
                                + " wait");
            }
            for (ConsumerRecord<String, byte[]> result : consumer.poll(POLL)) {
                Sent sent = inFlight.remove(result.key());
                if (sent != null) {
                    double ms = (System.nanoTime() - sent.nanos()) / NANOS_A_MS;
                    taken.add(served(sent.request(), ms, result.value()));
                }
            }
        }
        return taken;
    }

    private static Served served(WorkloadRequest request, double latencyMs, byte[] value) {
        GenerationResult result = parse(value);
        if (result.getStatus() != Status.STATUS_COMPLETED) {
            throw new WorkloadException(
                    "request "
                            + request.id()
                            + " ended as "
                            + result.getStatus()
                            + ": "
                            + result.getError().getMessage());
        }
        Output output = result.getOutputs(0);
        return new Served(
                request,
                latencyMs,
                output.getCache().getKind(),
                output.getSteps(),
                output.getCache().getStepsReused(),
                output.getFingerprint(),
                output.getCache().getSourceFingerprint(),
                output.getData().asReadOnlyByteBuffer());
    }

    private static GenerationResult parse(byte[] value) {
        try {
            return GenerationResult.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a result of this release", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
