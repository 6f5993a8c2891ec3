package io.omniflow.executor.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** Keeps what is emitted, for logic that runs without a harness. */
public final class CollectedOutput<T> implements Output<StreamRecord<T>> {

    private final List<T> main = new ArrayList<>();
    private final Map<OutputTag<?>, List<Object>> side = new HashMap<>();

    /** Returns the records of the main output, live and to be changed by the test. */
    public List<T> main() {
        return main;
    }

    /** Returns the records of a side output. */
    @SuppressWarnings("unchecked") // the tag names the type
    public <X> List<X> side(OutputTag<X> tag) {
        return (List<X>) side.getOrDefault(tag, List.of());
    }

    @Override
    public void collect(StreamRecord<T> record) {
        main.add(record.getValue());
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
        side.computeIfAbsent(tag, key -> new ArrayList<>()).add(record.getValue());
    }

    @Override
    public void emitWatermark(Watermark mark) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void emitWatermark(WatermarkEvent watermark) {}

    @Override
    public void close() {}
}
