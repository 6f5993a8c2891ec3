package io.omniflow.job.bench.ditcache;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.cache.DitCacheOperator;
import io.omniflow.executor.cache.EntriesOfModel;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.job.JobAssembly;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/**
 * Measures dit-cache alone, with its state in RocksDB, as a job of a cluster in this process: the
 * mailbox, the barriers, the flushes and the compactions are those of a real job, and a look-up's
 * time holds the way through the network stack and what it waits for. A test harness would have
 * none of that. No Kafka, no model.
 */
final class LookupBench {

    private static final int CHECKPOINTS_KEPT = 1_000;
    private static final long BYTES_AN_ENTRY = 32_768;
    private static final String HITS = "hits-";
    private static final String MISSES = "misses-";
    private static final List<String> BOTH = List.of(HITS, MISSES);
    private static final double NANOS_A_S = 1e9;

    private final LookupPlan plan;
    private final StageConfig stage;

    /**
     * Prepares the measurement.
     *
     * @param like a stage of the model; its cache gets bounds of its own
     */
    LookupBench(LookupPlan plan, StageConfig like) {
        this.plan = plan;
        this.stage =
                new StageConfig(
                        like.model(),
                        like.parallelism(),
                        like.cacheParallelism(),
                        like.slots(),
                        like.prefetch(),
                        like.scheduler(),
                        new DitCacheConfig(
                                true,
                                plan.entries() * BYTES_AN_ENTRY,
                                plan.entries(),
                                DitCacheConfig.DEFAULT.ttlMs()));
    }

    /** Runs on a cluster of its own, in a directory that is deleted by the caller. */
    LookupFigures run(Path directory) {
        try (MiniCluster cluster = new MiniCluster(cluster(directory))) {
            cluster.start();
            StreamExecutionEnvironment env = job(directory);
            JobID id = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
            JobExecutionResult result =
                    cluster.requestJobResult(id)
                            .get(30, TimeUnit.MINUTES)
                            .toJobExecutionResult(getClass().getClassLoader());
            CheckpointStatsSnapshot checkpoints =
                    cluster.getExecutionGraph(id).get().getCheckpointStatsSnapshot();
            return figures(result, checkpoints);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkloadException("interrupted", e);
        } catch (Exception e) {
            throw new WorkloadException("the look-ups failed: " + e.getMessage(), e);
        }
    }

    private StreamExecutionEnvironment job(Path directory) {
        Configuration options = new Configuration();
        options.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        JobAssembly.complete(new Configuration(), options));
        env.setParallelism(1);
        LookupTraffic traffic = new LookupTraffic(stage.model(), plan.entries());
        SingleOutputStreamOperator<WorkerCommand> commands =
                env.fromSequence(0, plan.entries() + plan.lookups() - 1)
                        .process(new LookupPacer(traffic, plan))
                        .returns(StreamTypes.COMMAND);
        SingleOutputStreamOperator<WorkerCommand> answered =
                cache(commands, commands.getSideOutput(LookupPacer.ENTRIES));
        record(MISSES, answered, LookupBench::task);
        record(HITS, answered.getSideOutput(SideOutputs.OUTCOMES), TaskOutcome::task);
        return env;
    }

    private SingleOutputStreamOperator<WorkerCommand> cache(
            SingleOutputStreamOperator<WorkerCommand> commands, DataStream<CacheInput> entries) {
        DataStream<CacheInput> loaded =
                entries.flatMap(new EntriesOfModel(stage.name()), StreamTypes.CACHE_INPUT);
        return commands.map(
                        command -> (CacheInput) new CacheInput.Command(command),
                        StreamTypes.CACHE_INPUT)
                .union(loaded)
                .keyBy(CacheInput::key, Types.STRING)
                .connect(commands.getSideOutput(SideOutputs.CACHE_NOTICES).broadcast())
                .transform(
                        "dit-cache",
                        StreamTypes.COMMAND,
                        new DitCacheOperator(stage, CacheStorage.INLINE));
    }

    private <T> void record(String name, DataStream<T> answers, LookupRecorder.TaskOf<T> taskOf) {
        answers.flatMap(new LookupRecorder<>(name, plan.warmUp(), taskOf))
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
    }

    private static @Nullable GenerationTask task(WorkerCommand command) {
        return command instanceof WorkerCommand.Run run ? run.task() : null;
    }

    private LookupFigures figures(JobExecutionResult result, CheckpointStatsSnapshot checkpoints) {
        TreeMap<Integer, Integer> micros = new TreeMap<>();
        for (String name : BOTH) {
            TreeMap<Integer, Integer> some =
                    result.getAccumulatorResult(name + LookupRecorder.MICROS);
            some.forEach((us, count) -> micros.merge(us, count, Integer::sum));
        }
        long nanos =
                of(result, LookupRecorder.LAST_NANOS).max().orElseThrow()
                        - of(result, LookupRecorder.FIRST_NANOS).min().orElseThrow();
        long fromMs = of(result, LookupRecorder.FIRST_MS).min().orElseThrow();
        List<Double> durations =
                checkpoints.getHistory().getCheckpoints().stream()
                        .filter(checkpoint -> checkpoint.getStatus().isCompleted())
                        .filter(checkpoint -> checkpoint.getTriggerTimestamp() >= fromMs)
                        .map(checkpoint -> (double) checkpoint.getEndToEndDuration())
                        .toList();
        return new LookupFigures(plan.entries(), micros, nanos / NANOS_A_S, durations);
    }

    private static LongStream of(JobExecutionResult result, String figure) {
        return BOTH.stream()
                .map(name -> result.<Long>getAccumulatorResult(name + figure))
                .mapToLong(Long::longValue);
    }

    private static MiniClusterConfiguration cluster(Path directory) {
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        settings.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, CHECKPOINTS_KEPT);
        settings.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
        return new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build();
    }
}
