package io.omniflow.job.graph;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.pipeline.StageOrder;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.admission.AdmissionFunction;
import io.omniflow.executor.cache.CacheEntryFunction;
import io.omniflow.executor.cache.OutputOffloader;
import io.omniflow.executor.delivery.DeadLetterSizeGuard;
import io.omniflow.executor.delivery.DeliveryOperator;
import io.omniflow.executor.delivery.DroppingSizeGuard;
import io.omniflow.executor.delivery.RequestIdSelector;
import io.omniflow.executor.delivery.ResultOffloader;
import io.omniflow.executor.delivery.ResultSizeGuard;
import io.omniflow.executor.pipeline.RelayFunction;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.scheduling.ControlFunction;
import io.omniflow.executor.state.StreamTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;

/** The job between its topics: admission, the stages, delivery. */
public final class OmniGraph {

    private static final long OFFLOAD_TIMEOUT_S = 60;
    private static final long NO_TIMEOUT = 0;

    private final OmniConfig config;
    private final Map<String, DataStream<AdmittedTask>> onward = new LinkedHashMap<>();
    private final List<DataStream<TaskOutcome>> outcomes = new ArrayList<>();
    private final Map<String, DataStream<OutboundRecord>> results = new LinkedHashMap<>();
    private final List<DataStream<OutboundRecord>> events = new ArrayList<>();
    private final List<DataStream<OutboundRecord>> deadLetters = new ArrayList<>();
    private final List<DataStream<OutboundRecord>> cacheEntries = new ArrayList<>();

    private OmniGraph(OmniConfig config) {
        this.config = config;
    }

    /** Adds the job to the environment of the inputs, with the models of the factories. */
    public static GraphEdges.Outputs build(
            OmniConfig config, GraphEdges.Inputs in, ModelFactories models) {
        OmniGraph graph = new OmniGraph(config);
        DataStream<AdmittedTask> tasks = graph.admit(in.requests());
        SingleOutputStreamOperator<CacheInput> cache = graph.readCache(in.cache());
        DataStream<SchedulingInput> inputs =
                graph.readControl(in.control())
                        .union(cache.getSideOutput(SideOutputs.SCHEDULING_INPUTS));
        for (StageConfig stage : graph.inOrder()) {
            graph.add(
                    stage,
                    new StageGraph(
                            config,
                            stage,
                            models.of(stage, config.engine()),
                            graph.arrivals(stage, tasks),
                            inputs,
                            cache,
                            cache.getSideOutput(SideOutputs.CACHE_NOTICES)));
        }
        graph.deliver();
        return graph.outputs();
    }

    private DataStream<AdmittedTask> admit(DataStream<InboundRecord> requests) {
        List<ModelSpec> served = config.stages().stream().map(StageConfig::model).toList();
        SingleOutputStreamOperator<AdmittedTask> admission =
                requests.process(
                                new AdmissionFunction(
                                        served,
                                        config.pipelines(),
                                        config.engine(),
                                        config.reuse().defaults()),
                                StreamTypes.ADMITTED)
                        .uid(Uids.ADMISSION)
                        .name(Uids.ADMISSION);
        results.put(Uids.REFUSAL_SIZE, admission.getSideOutput(SideOutputs.RESULTS));
        deadLetters.add(admission.getSideOutput(SideOutputs.DEAD_LETTERS));
        return admission;
    }

    private DataStream<SchedulingInput> readControl(DataStream<InboundRecord> records) {
        List<String> stages = config.stages().stream().map(StageConfig::name).toList();
        SingleOutputStreamOperator<SchedulingInput> control =
                records.process(new ControlFunction(stages), StreamTypes.SCHEDULING_INPUT)
                        .uid(Uids.CONTROL)
                        .name(Uids.CONTROL);
        events.add(control.getSideOutput(SideOutputs.EVENTS));
        deadLetters.add(control.getSideOutput(SideOutputs.DEAD_LETTERS));
        return control;
    }

    private SingleOutputStreamOperator<CacheInput> readCache(DataStream<InboundRecord> records) {
        SingleOutputStreamOperator<CacheInput> entries =
                records.process(new CacheEntryFunction(), StreamTypes.CACHE_INPUT)
                        .uid(Uids.CACHE_ENTRIES)
                        .name(Uids.CACHE_ENTRIES);
        deadLetters.add(entries.getSideOutput(SideOutputs.DEAD_LETTERS));
        return entries;
    }

    /** Returns the stages, each behind all that hand work to it. */
    private List<StageConfig> inOrder() {
        Map<String, StageConfig> stages = new LinkedHashMap<>();
        config.stages().forEach(stage -> stages.put(stage.name(), stage));
        return StageOrder.of(stages.keySet(), config.pipelines()).stream()
                .map(stages::get)
                .toList();
    }

    /** Returns what admission and the stages before hand to a stage, among other tasks. */
    private DataStream<AdmittedTask> arrivals(
            StageConfig stage, DataStream<AdmittedTask> admitted) {
        DataStream<AdmittedTask> arrivals = admitted;
        for (Map.Entry<String, DataStream<AdmittedTask>> relay : onward.entrySet()) {
            if (StageOrder.successors(relay.getKey(), config.pipelines()).contains(stage.name())) {
                arrivals = arrivals.union(relay.getValue());
            }
        }
        return arrivals;
    }

    /** Returns the outcomes of a stage that are no task of another one now. */
    private DataStream<TaskOutcome> relayed(StageConfig stage, DataStream<TaskOutcome> ended) {
        if (StageOrder.successors(stage.name(), config.pipelines()).isEmpty()) {
            return ended;
        }
        String uid = Uids.relay(stage.name());
        SingleOutputStreamOperator<TaskOutcome> relay =
                ended.process(
                                new RelayFunction(config.engine(), config.events()),
                                StreamTypes.OUTCOME)
                        .uid(uid)
                        .name(uid);
        onward.put(stage.name(), relay.getSideOutput(SideOutputs.ONWARD));
        events.add(relay.getSideOutput(SideOutputs.EVENTS));
        return relay;
    }

    private void add(StageConfig facts, StageGraph stage) {
        outcomes.add(relayed(facts, stage.outcomes()));
        events.add(stage.events());
        deadLetters.add(stage.deadLetters());
        cacheEntries.add(stage.cacheEntries());
    }

    private void deliver() {
        SingleOutputStreamOperator<OutboundRecord> delivery =
                union(outcomes)
                        .keyBy(new RequestIdSelector(), Types.STRING)
                        .transform(
                                Uids.DELIVERY,
                                StreamTypes.OUTBOUND,
                                new DeliveryOperator(config.delivery(), config.events()))
                        .uid(Uids.DELIVERY);
        results.put(Uids.RESULT_SIZE, delivery);
        events.add(delivery.getSideOutput(SideOutputs.EVENTS));
    }

    private GraphEdges.Outputs outputs() {
        int limit = config.delivery().maxRecordBytes();
        return new GraphEdges.Outputs(
                guardResults(),
                guardBeforeSink(events, new DroppingSizeGuard(limit), Uids.EVENT_SIZE),
                guardBeforeSink(deadLetters, new DeadLetterSizeGuard(limit), Uids.DEAD_LETTER_SIZE),
                guard(offloadOutputs(), new DroppingSizeGuard(limit), Uids.CACHE_ENTRY_SIZE));
    }

    /** It waits on no thread of Flink's, so that it may share that of the sink. */
    private DataStream<OutboundRecord> offloadOutputs() {
        return AsyncDataStream.unorderedWait(
                        union(cacheEntries),
                        new OutputOffloader(config.reuse().storage()),
                        NO_TIMEOUT,
                        TimeUnit.SECONDS,
                        OutputOffloader.CAPACITY)
                .returns(StreamTypes.OUTBOUND)
                .uid(Uids.CACHE_OFFLOAD)
                .name(Uids.CACHE_OFFLOAD)
                .startNewChain();
    }

    /**
     * Results above the limit leave by way of a file system; all others do not wait for them. Each
     * result is guarded where it is made, which saves all of them a way to another thread.
     */
    private DataStream<OutboundRecord> guardResults() {
        DeliveryConfig delivery = config.delivery();
        List<DataStream<OutboundRecord>> fitting = new ArrayList<>();
        List<DataStream<OutboundRecord>> oversized = new ArrayList<>();
        results.forEach(
                (uid, made) -> {
                    SingleOutputStreamOperator<OutboundRecord> guarded =
                            guard(made, new ResultSizeGuard(delivery.maxRecordBytes()), uid);
                    fitting.add(guarded);
                    oversized.add(guarded.getSideOutput(ResultSizeGuard.OVERSIZED));
                });
        fitting.add(
                AsyncDataStream.unorderedWait(
                                union(oversized),
                                new ResultOffloader(delivery),
                                OFFLOAD_TIMEOUT_S,
                                TimeUnit.SECONDS)
                        .returns(StreamTypes.OUTBOUND)
                        .uid(Uids.RESULT_OFFLOAD)
                        .name(Uids.RESULT_OFFLOAD));
        return union(fitting);
    }

    /** A sink may block on its broker, so it never shares a thread with the operators before it. */
    private static SingleOutputStreamOperator<OutboundRecord> guardBeforeSink(
            List<DataStream<OutboundRecord>> streams,
            ProcessFunction<OutboundRecord, OutboundRecord> guard,
            String uid) {
        return guard(union(streams), guard, uid).startNewChain();
    }

    private static SingleOutputStreamOperator<OutboundRecord> guard(
            DataStream<OutboundRecord> stream,
            ProcessFunction<OutboundRecord, OutboundRecord> guard,
            String uid) {
        return stream.process(guard, StreamTypes.OUTBOUND).uid(uid).name(uid);
    }

    private static <T> DataStream<T> union(List<DataStream<T>> streams) {
        return streams.stream().reduce(DataStream::union).orElseThrow();
    }
}
