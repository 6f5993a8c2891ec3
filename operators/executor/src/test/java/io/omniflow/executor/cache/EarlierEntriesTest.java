package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.CacheEntryCodec;
import io.omniflow.executor.state.CodecSerializer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** The state of the first dit-cache: whole entries by fingerprint under one name. */
class EarlierEntriesTest {

    private static final List<GenerationTask> TASKS =
            IntStream.range(0, 20).mapToObj(i -> task("t" + i, Priority.NORMAL)).toList();

    @Test
    void entriesOfTheFirstLayoutAreMovedOnceAndServed() throws Exception {
        OperatorSubtaskState[] first = {ofFirstLayout()};
        OperatorSubtaskState[] second;
        try (CacheHarness cache = new CacheHarness(stage(SchedulerType.FIFO, 10), 2, first)) {
            assertThatAllAreServed(cache);
            second = cache.stop();
        }
        try (CacheHarness cache = new CacheHarness(stage(SchedulerType.FIFO, 10), 1, second)) {
            assertThatAllAreServed(cache);
        }
    }

    private static void assertThatAllAreServed(CacheHarness cache) throws Exception {
        for (GenerationTask task : TASKS) {
            cache.send(new WorkerCommand.Run(task, 0, true, RunTerms.DEFAULT, 40, 100));
        }
        assertThat(cache.outcomes()).extracting(outcome -> outcome.task()).hasSameElementsAs(TASKS);
    }

    private static OperatorSubtaskState ofFirstLayout() throws Exception {
        try (var harness =
                new KeyedOneInputStreamOperatorTestHarness<String, CacheEntry, CacheEntry>(
                        new KeyedProcessOperator<>(new FirstStore()),
                        CacheEntry::key,
                        Types.STRING,
                        CacheHarness.MAX_PARALLELISM,
                        1,
                        0)) {
            harness.setStateBackend(new EmbeddedRocksDBStateBackend());
            harness.setup(new CodecSerializer<>(CacheEntryCodec.INSTANCE));
            harness.open();
            for (GenerationTask task : TASKS) {
                harness.processElement(entry(task), 0);
            }
            return harness.snapshot(1, 1);
        }
    }

    private static CacheEntry entry(GenerationTask task) {
        Output output = new Output(new byte[] {1, 2}, "image/webp", 32, 32, List.of());
        return new CacheEntry(
                task.cacheKey(),
                task.fingerprint(),
                task.model(),
                task.modelRevision(),
                task.tenant(),
                0,
                20,
                output);
    }

    private static final class FirstStore
            extends KeyedProcessFunction<String, CacheEntry, CacheEntry> {

        private static final long serialVersionUID = 1L;

        private transient MapState<String, CacheEntry> entries;

        @Override
        public void open(OpenContext context) {
            entries =
                    getRuntimeContext()
                            .getMapState(
                                    new MapStateDescriptor<>(
                                            "entries",
                                            StringSerializer.INSTANCE,
                                            new CodecSerializer<>(CacheEntryCodec.INSTANCE)));
        }

        @Override
        public void processElement(CacheEntry entry, Context context, Collector<CacheEntry> out)
                throws Exception {
            entries.put(entry.fingerprint(), entry);
        }
    }
}
