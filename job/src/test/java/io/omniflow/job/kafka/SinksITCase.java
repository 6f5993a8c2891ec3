package io.omniflow.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.graph.GraphEdges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records go through the real edges and a job that fails in between. */
class SinksITCase {

    private static final int RECORDS = 200;

    @TempDir private Path directory;

    @Test
    void committedResultsAreThereOnceThoughTheJobFailed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
            KafkaConfig config =
                    TestingConfigs.kafka(
                            broker.bootstrapServers(), "once", true, Guarantee.EXACTLY_ONCE);
            new StartChecks(config).run();
            TestingKafka kafka = new TestingKafka(broker.bootstrapServers());
            JobClient job = start(config);
            for (int i = 0; i < RECORDS; i++) {
                kafka.send(request(i));
            }

            List<ConsumerRecord<byte[], byte[]>> results =
                    kafka.readCommitted("once.results", RECORDS);

            job.cancel().get();
            assertThat(FailOnce.failed).isTrue();
            assertThat(results.stream().map(r -> new String(r.key(), UTF_8)))
                    .hasSize(RECORDS)
                    .doesNotHaveDuplicates();
            assertThat(new String(results.get(0).headers().lastHeader("note").value(), UTF_8))
                    .isEqualTo("kept");
        }
    }

    private JobClient start(KafkaConfig config) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        Configuration.fromMap(
                                Map.of(
                                        "execution.checkpointing.interval", "300 ms",
                                        "execution.checkpointing.dir",
                                                directory.resolve("checkpoints").toUri().toString(),
                                        "restart-strategy.type", "fixed-delay",
                                        "restart-strategy.fixed-delay.attempts", "5",
                                        "restart-strategy.fixed-delay.delay", "100 ms",
                                        "pipeline.generic-types", "false")));
        env.setParallelism(1);
        KafkaEdges edges = new KafkaEdges(config);
        GraphEdges.Inputs inputs = edges.read(env);
        DataStream<OutboundRecord> results =
                inputs.requests().map(new FailOnce()).returns(StreamTypes.OUTBOUND).uid("map");
        DataStream<OutboundRecord> nothing =
                inputs.control().map(new FailOnce()).returns(StreamTypes.OUTBOUND).uid("none");
        edges.write(new GraphEdges.Outputs(results, nothing, nothing, nothing));
        JobClient job = env.executeAsync();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> job.getJobStatus().get() == JobStatus.RUNNING);
        return job;
    }

    private static ProducerRecord<String, byte[]> request(int i) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>("once.requests", "r" + i, new byte[] {1});
        record.headers().add("note", "kept".getBytes(UTF_8));
        return record;
    }

    private static final class FailOnce implements MapFunction<InboundRecord, OutboundRecord> {

        private static final long serialVersionUID = 1L;

        private static final AtomicBoolean failed = new AtomicBoolean();

        @Override
        public OutboundRecord map(InboundRecord in) {
            if ("r120".equals(new String(in.key(), UTF_8)) && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("fails once");
            }
            return new OutboundRecord(in.key(), in.value(), in.headers(), in.timestampMs());
        }
    }
}
