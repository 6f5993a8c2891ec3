package io.omniflow.job.graph;

import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.admission.StageSelector;
import io.omniflow.executor.cache.DitCacheOperator;
import io.omniflow.executor.cache.EntriesOfModel;
import io.omniflow.executor.generation.GenerationOperatorFactory;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.scheduling.SchedulingOperatorFactory;
import io.omniflow.executor.state.StreamTypes;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/** The boxes of one stage: scheduling, dit-cache, generation. */
final class StageGraph {

    private final SingleOutputStreamOperator<WorkerCommand> scheduling;
    private final SingleOutputStreamOperator<WorkerCommand> ditCache;
    private final SingleOutputStreamOperator<TaskOutcome> generation;

    /** Adds the stage to the graph. */
    StageGraph(
            OmniConfig config,
            StageConfig stage,
            StepModelFactory models,
            DataStream<AdmittedTask> tasks,
            DataStream<SchedulingInput> inputs,
            DataStream<CacheInput> entries,
            DataStream<CacheNotice> epochs) {
        scheduling = schedule(config, stage, tasks, inputs);
        ditCache = lookUp(stage, config.reuse().storage(), entries, epochs);
        generation = generate(config, stage, models);
    }

    DataStream<TaskOutcome> outcomes() {
        return generation.union(
                scheduling.getSideOutput(SideOutputs.OUTCOMES),
                ditCache.getSideOutput(SideOutputs.OUTCOMES));
    }

    DataStream<OutboundRecord> events() {
        return scheduling
                .getSideOutput(SideOutputs.EVENTS)
                .union(generation.getSideOutput(SideOutputs.EVENTS));
    }

    DataStream<OutboundRecord> deadLetters() {
        return scheduling
                .getSideOutput(SideOutputs.DEAD_LETTERS)
                .union(generation.getSideOutput(SideOutputs.DEAD_LETTERS));
    }

    DataStream<OutboundRecord> cacheEntries() {
        return generation
                .getSideOutput(SideOutputs.CACHE_ENTRIES)
                .union(scheduling.getSideOutput(SideOutputs.CACHE_ENTRIES));
    }

    private static SingleOutputStreamOperator<WorkerCommand> schedule(
            OmniConfig config,
            StageConfig stage,
            DataStream<AdmittedTask> tasks,
            DataStream<SchedulingInput> inputs) {
        String uid = Uids.scheduling(stage.name());
        return tasks.filter(new StageSelector(stage.name()))
                .uid(Uids.selection(stage.name()))
                .name(Uids.selection(stage.name()))
                .keyBy(admitted -> admitted.task().model(), Types.STRING)
                .connect(inputs)
                .transform(
                        uid,
                        StreamTypes.COMMAND,
                        new SchedulingOperatorFactory(stage, config.events()))
                .uid(uid)
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private SingleOutputStreamOperator<WorkerCommand> lookUp(
            StageConfig stage,
            CacheStorage storage,
            DataStream<CacheInput> entries,
            DataStream<CacheNotice> epochs) {
        String uid = Uids.ditCache(stage.name());
        return cacheInput(stage, entries)
                .connect(
                        epochs.union(scheduling.getSideOutput(SideOutputs.CACHE_NOTICES))
                                .broadcast())
                .transform(uid, StreamTypes.COMMAND, new DitCacheOperator(stage, storage))
                .uid(uid)
                .setParallelism(stage.cacheParallelism());
    }

    /** Both parts are chained to where they come from. */
    private KeyedStream<CacheInput, String> cacheInput(
            StageConfig stage, DataStream<CacheInput> entries) {
        String model = stage.name();
        DataStream<CacheInput> commands =
                scheduling
                        .map(
                                command -> (CacheInput) new CacheInput.Command(command),
                                StreamTypes.CACHE_INPUT)
                        .uid(Uids.commands(model))
                        .name(Uids.commands(model))
                        .setParallelism(1)
                        .setMaxParallelism(1);
        DataStream<CacheInput> ofModel =
                entries.flatMap(new EntriesOfModel(model), StreamTypes.CACHE_INPUT)
                        .uid(Uids.entries(model))
                        .name(Uids.entries(model));
        return commands.union(ofModel).keyBy(CacheInput::key, Types.STRING);
    }

    private SingleOutputStreamOperator<TaskOutcome> generate(
            OmniConfig config, StageConfig stage, StepModelFactory models) {
        String uid = Uids.generation(stage.name());
        return ditCache.partitionCustom(new ToItsWorker(), WorkerCommand::worker)
                .transform(
                        uid,
                        StreamTypes.OUTCOME,
                        new GenerationOperatorFactory(
                                config, stage, models, checkpointDirectory(ditCache)))
                .uid(uid)
                .setParallelism(stage.parallelism());
    }

    private static @Nullable String checkpointDirectory(DataStream<?> stream) {
        return stream.getExecutionEnvironment()
                .getConfiguration()
                .get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    }

    /** Scheduling has named the worker. */
    private static final class ToItsWorker implements Partitioner<Integer> {

        private static final long serialVersionUID = 1L;

        @Override
        public int partition(Integer worker, int workers) {
            return worker;
        }
    }
}
