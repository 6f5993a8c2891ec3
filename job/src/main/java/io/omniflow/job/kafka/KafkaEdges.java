package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.graph.GraphEdges;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Connects the graph to its topics. */
public final class KafkaEdges {

    /** Nobody waits for entries of the cache, so that they travel in large batches. */
    private static final int CACHE_DELAY_MS = 20;

    private static final int CACHE_FETCH_BYTES = 64 << 10;

    private final KafkaConfig config;

    private final Sources sources;

    private final Sinks sinks;

    /** Creates the edges of one job. */
    public KafkaEdges(KafkaConfig config) {
        this.config = Objects.requireNonNull(config, "config");
        this.sources = new Sources(config);
        this.sinks = new Sinks(config);
    }

    /** Adds the sources; nothing is read from the cache topic when reuse is off. */
    public GraphEdges.Inputs read(StreamExecutionEnvironment env) {
        DataStream<InboundRecord> requests =
                source(
                        env,
                        sources.of(config.topics().requests(), "requests", committed()),
                        "requests");
        DataStream<InboundRecord> control =
                source(
                        env,
                        sources.of(config.topics().control(), "control", committed()),
                        "control");
        return new GraphEdges.Inputs(requests, control, cache(env, control));
    }

    /** Adds the sinks; results and dead letters follow the delivery guarantee. */
    public void write(GraphEdges.Outputs outputs) {
        KafkaConfig.Topics topics = config.topics();
        sink(outputs.results(), "results", sinks.of(topics.results(), "results", true, 1));
        sink(
                outputs.deadLetters(),
                "dead-letters",
                sinks.of(topics.deadLetters(), "dead-letters", true, 1));
        sink(outputs.events(), "events", sinks.of(topics.events(), "events", false, 5));
        if (config.cacheEnabled()) {
            sink(
                    outputs.cache(),
                    "cache",
                    sinks.of(topics.cache(), "cache", false, CACHE_DELAY_MS));
        }
    }

    /** The whole compacted topic is read without state, since it is what warms a new cluster. */
    private DataStream<InboundRecord> cache(
            StreamExecutionEnvironment env, DataStream<InboundRecord> control) {
        if (config.cacheEnabled()) {
            return source(
                    env,
                    sources.ofBatches(
                            config.topics().cache(),
                            "cache",
                            OffsetsInitializer.earliest(),
                            CACHE_FETCH_BYTES,
                            CACHE_DELAY_MS),
                    "cache");
        }
        return control.filter(new DropAll()).uid("cache-off").name("cache-off");
    }

    private static DataStream<InboundRecord> source(
            StreamExecutionEnvironment env, KafkaSource<InboundRecord> source, String name) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), name, StreamTypes.INBOUND)
                .uid(name + "-source");
    }

    private static void sink(
            DataStream<OutboundRecord> records, String name, KafkaSink<OutboundRecord> sink) {
        records.sinkTo(sink).uid(name + "-sink").name(name);
    }

    private static OffsetsInitializer committed() {
        return OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    }
}
