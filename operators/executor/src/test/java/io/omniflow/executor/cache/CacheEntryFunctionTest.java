package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.Output;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.CacheEntryEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class CacheEntryFunctionTest {

    @Test
    void readsEntriesSkipsTombstonesAndDeadLettersGarbage() throws Exception {
        Output output = new Output(new byte[] {1}, "image/png", 8, 8, List.of());
        CacheEntry entry = new CacheEntry("k", "f", "m", "r", "", 1, 20, output);
        OutboundRecord written = new CacheEntryEncoder().encode(entry, NOW_MS);
        InboundRecord record =
                new InboundRecord("t", 0, 0, NOW_MS, written.key(), written.value(), List.of());
        InboundRecord garbage = inbound("garbage".getBytes(StandardCharsets.UTF_8));
        try (OneInputStreamOperatorTestHarness<InboundRecord, CacheEntry> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new CacheEntryFunction())) {
            harness.processElement(record, 0);
            harness.processElement(inbound((byte[]) null), 0);
            harness.processElement(garbage, 0);

            assertThat(harness.extractOutputValues())
                    .extracting(CacheEntry::fingerprint)
                    .containsExactly("f");
            assertThat(harness.getSideOutput(SideOutputs.DEAD_LETTERS)).hasSize(1);
            assertThat(headers(harness.getSideOutput(SideOutputs.DEAD_LETTERS).peek().getValue()))
                    .containsEntry("omniflow.errors.code", "INVALID_CACHE_ENTRY");
        }
    }
}
