package io.omniflow.job.graph;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What enters and leaves the job: neutral records, so that the graph knows no connector. */
public final class GraphEdges {

    private GraphEdges() {}

    /**
     * What enters.
     *
     * @param requests the requests topic
     * @param control the control topic
     * @param cache the cache topic; an empty stream when reuse across generations is off
     */
    public record Inputs(
            DataStream<InboundRecord> requests,
            DataStream<InboundRecord> control,
            DataStream<InboundRecord> cache) {}

    /**
     * What leaves, each within the record size limit.
     *
     * @param results terminal results keyed by request id
     * @param events progress and answers to commands
     * @param deadLetters records that cannot be processed
     * @param cache cache entries keyed for compaction
     */
    public record Outputs(
            DataStream<OutboundRecord> results,
            DataStream<OutboundRecord> events,
            DataStream<OutboundRecord> deadLetters,
            DataStream<OutboundRecord> cache) {}
}
