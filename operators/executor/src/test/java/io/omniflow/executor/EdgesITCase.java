package io.omniflow.executor;

import static io.omniflow.executor.testing.TestRecords.MODEL;
import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.admission.AdmissionFunction;
import io.omniflow.executor.admission.StageSelector;
import io.omniflow.executor.delivery.DeliveryOperator;
import io.omniflow.executor.delivery.RequestIdSelector;
import io.omniflow.executor.delivery.ResultOffloader;
import io.omniflow.executor.delivery.ResultSizeGuard;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.v1.GenerationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs admission and delivery, with nothing but a fake model in between, on a cluster in this
 * process.
 */
class EdgesITCase {

    private static final int LIMIT = 16_384;

    @TempDir private Path directory;

    @Test
    void everyRequestHasItsOneResultWithoutKryo() throws Exception {
        StreamExecutionEnvironment env = environment();
        DataStream<InboundRecord> requests =
                env.fromData(
                        StreamTypes.INBOUND,
                        inbound(request("small")),
                        inbound(request("several").setN(3)),
                        inbound(request("large").setPrompt("large").setN(2)),
                        inbound(request("invalid").setN(0)));

        Map<String, GenerationResult> results = new HashMap<>();
        try (CloseableIterator<OutboundRecord> records = results(requests).executeAndCollect()) {
            while (records.hasNext()) {
                GenerationResult result = GenerationResult.parseFrom(records.next().value());
                assertThat(results.put(result.getRequestId(), result)).isNull();
            }
        }

        assertThat(results).containsOnlyKeys("small", "several", "large", "invalid");
        assertThat(results.get("small").getOutputs(0).hasData()).isTrue();
        assertThat(results.get("several").getOutputsCount()).isEqualTo(3);
        assertThat(results.get("large").getOutputs(1).hasDataref()).isTrue();
        assertThat(results.get("invalid").getError().getCode()).isEqualTo("INVALID_N");
        assertThat(Files.list(directory).filter(file -> file.toString().endsWith(".png")))
                .hasSize(2);
    }

    private DataStream<OutboundRecord> results(DataStream<InboundRecord> requests) {
        DeliveryConfig config = new DeliveryConfig(LIMIT, directory.toString(), 60_000);
        SingleOutputStreamOperator<AdmittedTask> admitted =
                requests.process(
                        new AdmissionFunction(
                                List.of(MODEL), EngineConfig.DEFAULT, CacheDefaults.NONE));
        SingleOutputStreamOperator<OutboundRecord> delivered =
                admitted.filter(new StageSelector(MODEL.name()))
                        .map(new FakeModel())
                        .returns(StreamTypes.OUTCOME)
                        .keyBy(new RequestIdSelector())
                        .transform(
                                "delivery",
                                StreamTypes.OUTBOUND,
                                new DeliveryOperator(config, true));
        SingleOutputStreamOperator<OutboundRecord> guarded =
                delivered
                        .union(admitted.getSideOutput(SideOutputs.RESULTS))
                        .process(new ResultSizeGuard(LIMIT));
        DataStream<OutboundRecord> offloaded =
                AsyncDataStream.unorderedWait(
                        guarded.getSideOutput(ResultSizeGuard.OVERSIZED),
                        new ResultOffloader(config),
                        1,
                        TimeUnit.MINUTES,
                        100);
        return guarded.union(offloaded);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        env.setMaxParallelism(720);
        return env;
    }

    /** Paints any prompt at once; large ones do not fit into a record. */
    private static final class FakeModel implements MapFunction<AdmittedTask, TaskOutcome> {

        private static final long serialVersionUID = 1L;

        @Override
        public TaskOutcome map(AdmittedTask admitted) {
            boolean large = admitted.task().params().prompt().equals("large");
            return completed(admitted.task(), large ? LIMIT : 10);
        }
    }
}
