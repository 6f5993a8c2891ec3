package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.graph.GraphEdges;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Connects the graph to its topics. */
public final class KafkaEdges {

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
                source(env, config.topics().requests(), "requests", committed());
        DataStream<InboundRecord> control =
                source(env, config.topics().control(), "control", committed());
        return new GraphEdges.Inputs(requests, control, cache(env, control));
    }

    /** Adds the sinks; results and dead letters follow the delivery guarantee. */
    public void write(GraphEdges.Outputs outputs) {
        sink(outputs.results(), config.topics().results(), "results", true);
        sink(outputs.deadLetters(), config.topics().deadLetters(), "dead-letters", true);
        sink(outputs.events(), config.topics().events(), "events", false);
        if (config.cacheEnabled()) {
            sink(outputs.cache(), config.topics().cache(), "cache", false);
        }
    }

    /** The whole compacted topic is read without state, since it is what warms a new cluster. */
    private DataStream<InboundRecord> cache(
            StreamExecutionEnvironment env, DataStream<InboundRecord> control) {
        if (config.cacheEnabled()) {
            return source(env, config.topics().cache(), "cache", OffsetsInitializer.earliest());
        }
        return control.filter(new DropAll()).uid("cache-off").name("cache-off");
    }

    private DataStream<InboundRecord> source(
            StreamExecutionEnvironment env, String topic, String name, OffsetsInitializer start) {
        return env.fromSource(
                        sources.of(topic, name, start),
                        WatermarkStrategy.noWatermarks(),
                        name,
                        StreamTypes.INBOUND)
                .uid(name + "-source");
    }

    private void sink(
            DataStream<OutboundRecord> records, String topic, String name, boolean guaranteed) {
        records.sinkTo(sinks.of(topic, name, guaranteed)).uid(name + "-sink").name(name);
    }

    private static OffsetsInitializer committed() {
        return OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    }
}
