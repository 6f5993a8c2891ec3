package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.generation.Output;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.executor.wire.CacheEpochEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CacheEntryFunctionTest {

    @Test
    void tellsEntriesFromTombstonesInvalidationsAndGarbage() throws Exception {
        Output output = new Output(new byte[] {1}, "image/png", 8, 8, List.of());
        CacheEntry entry = new CacheEntry("k", "f", "m", "r", "", 1, 20, output);
        OutboundRecord written = new CacheEntryEncoder().encode(entry, NOW_MS);
        InboundRecord record =
                new InboundRecord("t", 0, 0, NOW_MS, written.key(), written.value(), List.of());
        CacheEpoch epoch = new CacheEpoch(CacheEpoch.Scope.MODEL, "m", 7);
        OutboundRecord invalidation = new CacheEpochEncoder().encode(epoch, NOW_MS);
        InboundRecord garbage = inbound("garbage".getBytes(StandardCharsets.UTF_8));
        try (OneInputStreamOperatorTestHarness<InboundRecord, CacheInput> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new CacheEntryFunction()))) {
            harness.setup(StreamTypes.CACHE_INPUT.createSerializer(new SerializerConfigImpl()));
            harness.open();
            harness.processElement(record, 0);
            harness.processElement(inbound((byte[]) null), 0);
            harness.processElement(tombstone(written.key()), 0);
            harness.processElement(tombstone(invalidation.key()), 0);
            harness.processElement(
                    new InboundRecord(
                            "t", 0, 1, NOW_MS, invalidation.key(), invalidation.value(), List.of()),
                    0);
            harness.processElement(garbage, 0);

            assertThat(harness.extractOutputValues())
                    .extracting(CacheEntryFunctionTest::text)
                    .containsExactly("f", "removed k:f:@");
            assertThat(harness.getSideOutput(SideOutputs.CACHE_NOTICES))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(new CacheNotice.Epoch(epoch));
            assertThat(harness.getSideOutput(SideOutputs.SCHEDULING_INPUTS))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(
                            SchedulingInput.Stored.of(entry),
                            new SchedulingInput.Removed(EntrySlot.of(entry)),
                            new SchedulingInput.Invalidated(epoch));
            assertThat(harness.getSideOutput(SideOutputs.DEAD_LETTERS)).hasSize(1);
            assertThat(headers(harness.getSideOutput(SideOutputs.DEAD_LETTERS).peek().getValue()))
                    .containsEntry("omniflow.errors.code", "INVALID_CACHE_ENTRY");
        }
    }

    private static String text(CacheInput input) {
        return input instanceof CacheInput.Removal removal
                ? "removed " + removal.slot().text()
                : ((CacheInput.Entry) input).entry().fingerprint();
    }

    private static InboundRecord tombstone(byte[] key) {
        return new InboundRecord("t", 0, 2, NOW_MS, key, null, List.of());
    }
}
