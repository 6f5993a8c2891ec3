package io.omniflow.executor.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.CacheStrategy;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.cache.EntryHeader;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.SavedToken;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.generation.TokenLogprob;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.scheduling.LearnedCost;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SchedulerMemory;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.TextTotals;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.ConfigChanges;
import io.omniflow.executor.record.IdBlock;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.KnownBlock;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.record.RememberedId;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SchedulingMemory;
import io.omniflow.executor.record.WorkerCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values of every type with a codec, from a seed. Text has all planes, and nulls are common. */
final class RandomValues {

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    Map<Class<?>, Supplier<?>> byType() {
        Map<Class<?>, Supplier<?>> suppliers = new LinkedHashMap<>();
        suppliers.put(AdmittedTask.class, () -> new AdmittedTask(task(), nullable(inbound())));
        suppliers.put(CacheEntry.class, this::cacheEntry);
        suppliers.put(EntryHeader.class, this::entryHeader);
        suppliers.put(EntrySlot.class, () -> EntrySlot.of(cacheEntry()));
        suppliers.put(CacheEpoch.class, this::cacheEpoch);
        suppliers.put(CacheInput.class, this::cacheInput);
        suppliers.put(CacheNotice.class, this::cacheNotice);
        suppliers.put(SchedulingInput.class, this::schedulingInput);
        suppliers.put(
                KnownBlock.class, () -> new KnownBlock(text().getBytes(StandardCharsets.UTF_8)));
        suppliers.put(DitCacheConfig.class, this::cacheConfig);
        suppliers.put(ConfigChanges.class, this::configChanges);
        suppliers.put(InFlight.class, this::inFlight);
        suppliers.put(InboundRecord.class, this::inbound);
        suppliers.put(OutboundRecord.class, this::outbound);
        suppliers.put(TaskOutcome.class, this::outcome);
        suppliers.put(Output.class, this::output);
        suppliers.put(FinalLatents.class, this::latents);
        suppliers.put(HalfTensor.class, () -> half(2, random.nextInt(5)));
        suppliers.put(QueuedTask.class, () -> new QueuedTask(task(), number(), number()));
        suppliers.put(SchedulingMemory.class, this::schedulingMemory);
        suppliers.put(RememberedId.class, this::rememberedId);
        suppliers.put(IdBlock.class, () -> new IdBlock(List.of(idEntry(), idEntry())));
        suppliers.put(SlotReport.class, this::slotReport);
        suppliers.put(Snapshot.class, this::snapshot);
        suppliers.put(StageParams.class, this::params);
        suppliers.put(TextReport.class, this::textReport);
        suppliers.put(GenerationTask.class, this::task);
        suppliers.put(Route.class, this::route);
        suppliers.put(Leg.class, this::leg);
        suppliers.put(StageReport.class, this::stageReport);
        suppliers.put(StepCacheReport.class, this::report);
        suppliers.put(StepCacheSpec.class, this::spec);
        suppliers.put(TaskId.class, this::taskId);
        suppliers.put(WorkerCommand.class, this::command);
        return suppliers;
    }

    private SlotReport slotReport() {
        return new SlotReport(
                random.nextInt(),
                random.nextInt(),
                number(),
                text(),
                new SlotCounts(
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        number(),
                        random.nextInt()),
                List.of(running(), running()),
                List.of(new StepCost(shape(), random.nextInt(), number(), random.nextDouble())),
                new WorkerTotals(Map.of(one(TaskStatus.values()), number()), number(), number()),
                new TextTotals(number(), number()));
    }

    private RunningTask running() {
        String fingerprint = text();
        return new RunningTask(
                taskId(),
                List.of(taskId(), taskId()),
                fingerprint,
                random.nextBoolean() ? fingerprint + text() : text(),
                text(),
                text(),
                shape(),
                RunTerms.NOT_URGENT,
                one(RunState.values()),
                random.nextInt(),
                random.nextInt(),
                1 - random.nextDouble(),
                number());
    }

    private Shape shape() {
        return new Shape(random.nextInt(), random.nextInt(), random.nextBoolean());
    }

    private IdBlock.Entry idEntry() {
        return new IdBlock.Entry(text(), rememberedId());
    }

    private RememberedId rememberedId() {
        return new RememberedId(text(), number(), number());
    }

    private EntryHeader entryHeader() {
        return new EntryHeader(
                text(),
                text(),
                text(),
                random.nextBoolean(),
                text(),
                number(),
                number(),
                random.nextInt(),
                number(),
                number());
    }

    private CacheEpoch cacheEpoch() {
        return new CacheEpoch(one(CacheEpoch.Scope.values()), text(), number());
    }

    private CacheInput cacheInput() {
        return switch (random.nextInt(3)) {
            case 0 -> new CacheInput.Command(command());
            case 1 -> new CacheInput.Removal(EntrySlot.of(cacheEntry()));
            default -> new CacheInput.Entry(cacheEntry());
        };
    }

    private SchedulingInput schedulingInput() {
        return switch (random.nextInt(4)) {
            case 0 -> new SchedulingInput.Command(inbound());
            case 1 -> new SchedulingInput.Invalidated(cacheEpoch());
            case 2 -> new SchedulingInput.Removed(EntrySlot.of(cacheEntry()));
            default ->
                    new SchedulingInput.Stored(
                            text(),
                            text(),
                            text(),
                            text(),
                            random.nextBoolean(),
                            number(),
                            number());
        };
    }

    private CacheNotice cacheNotice() {
        return random.nextBoolean()
                ? new CacheNotice.Epoch(cacheEpoch())
                : new CacheNotice.Config(number(), cacheConfig());
    }

    private DitCacheConfig cacheConfig() {
        return new DitCacheConfig(
                random.nextBoolean(),
                one(CacheStrategy.values()),
                1 + random.nextInt(1 << 20),
                1 + random.nextInt(100),
                1 + random.nextInt(100),
                random.nextBoolean(),
                new ApproximateConfig(
                        random.nextBoolean(), 1 - random.nextDouble(), 1 + random.nextInt(64)));
    }

    private CacheEntry cacheEntry() {
        return new CacheEntry(
                text(),
                text(),
                text(),
                text(),
                text(),
                random.nextBoolean(),
                text(),
                number(),
                random.nextInt(),
                output(),
                text());
    }

    private ConfigChanges configChanges() {
        return new ConfigChanges(number(), Map.of("a" + text(), text(), "b" + text(), text()));
    }

    private SchedulingMemory schedulingMemory() {
        Shape shape = new Shape(random.nextInt(), random.nextInt(), random.nextBoolean());
        return new SchedulingMemory(
                new SchedulerMemory(
                        Map.of(one(Priority.values()), real()),
                        Map.of(text(), real()),
                        List.of(new LearnedCost(shape, random.nextInt(), real())),
                        new WorkerTotals(counts(), number(), number()),
                        real(),
                        random.nextBoolean()),
                counts());
    }

    private Map<TaskStatus, Long> counts() {
        return Map.of(one(TaskStatus.values()), number());
    }

    private InFlight inFlight() {
        return new InFlight(
                run(true),
                List.of(run(false), run(false)),
                nullable(snapshot()),
                number(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt());
    }

    private InboundRecord inbound() {
        return new InboundRecord(
                text(), random.nextInt(), number(), number(), bytes(), bytes(), headers());
    }

    private OutboundRecord outbound() {
        return new OutboundRecord(bytes(), bytes(), headers(), number());
    }

    private TaskOutcome outcome() {
        TaskStatus status = one(TaskStatus.values());
        boolean completed = status == TaskStatus.COMPLETED;
        return new TaskOutcome(
                task(),
                status,
                completed ? output() : null,
                completed ? null : new TaskError(one(ErrorCode.values()), text()),
                timings(),
                cacheReport(),
                random.nextInt(),
                random.nextInt());
    }

    private TaskTimings timings() {
        return new TaskTimings(number(), number(), number(), number());
    }

    private CacheReport cacheReport() {
        return new CacheReport(one(CacheReport.Kind.values()), random.nextInt(), text());
    }

    private Output output() {
        byte[] data = new byte[random.nextInt(300)];
        random.nextBytes(data);
        return new Output(
                data,
                text(),
                text(),
                random.nextInt(),
                random.nextInt(),
                List.of(text(), text()),
                report(),
                new Approximation(text(), random.nextDouble(), random.nextInt()),
                nullable(latents()),
                nullable(textReport()));
    }

    private StepCacheReport report() {
        return new StepCacheReport(
                text(), text(), number() & Long.MAX_VALUE, number() & Long.MAX_VALUE, text());
    }

    private StepCacheSpec spec() {
        StepCacheKind kind = one(StepCacheKind.values());
        return new StepCacheSpec(
                kind,
                kind.hasThreshold() ? 1 - random.nextDouble() : 0,
                kind.hasPattern() ? "1" + text() : "",
                new StepCacheLimits(
                        1 + random.nextInt(9),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextDouble(),
                        1 + random.nextInt(9),
                        random.nextInt(9),
                        1 + random.nextInt(2)),
                text(),
                1 - random.nextDouble());
    }

    private StageParams params() {
        return random.nextBoolean() ? picture() : textParams();
    }

    private TextParams textParams() {
        return new TextParams(
                text(),
                1 + random.nextInt(99),
                new TextSampling(
                        real(), random.nextInt(9), real(), real(), real(), real(), real(), -1),
                number(),
                List.of(text(), text()),
                List.of(random.nextInt(), random.nextInt()),
                random.nextBoolean());
    }

    private TextReport textReport() {
        TokenLogprob token =
                new TokenLogprob(
                        random.nextInt(),
                        text(),
                        real(),
                        List.of(new TokenLogprob.Top(random.nextInt(), text(), real())));
        return new TextReport(
                one(FinishReason.values()),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                List.of(token));
    }

    private GenerationParams picture() {
        return new GenerationParams(
                text(),
                text(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                real(),
                number(),
                text(),
                spec(),
                nullable(new InitImage(text().getBytes(UTF_8), 1 - random.nextDouble())));
    }

    private Snapshot snapshot() {
        Map<String, HostTensor> tensors = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long[] shape = {random.nextInt(3), 1 + random.nextInt(4)};
            byte[] data = new byte[(int) (shape[0] * shape[1]) * Float.BYTES];
            random.nextBytes(data);
            tensors.put(text(), new HostTensor(shape, data));
        }
        Map<String, Double> scalars = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            scalars.put(text(), real());
        }
        return new Snapshot(
                random.nextInt(1000),
                tensors,
                scalars,
                text(),
                List.of(
                        new SavedToken(
                                random.nextInt(),
                                real(),
                                List.of(new SavedToken.Other(random.nextInt(), real())))));
    }

    private GenerationTask task() {
        Map<String, String> headers = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(text(), text());
        }
        return new GenerationTask(
                taskId(),
                random.nextInt(),
                text(),
                text(),
                params(),
                one(Priority.values()),
                text(),
                number(),
                number(),
                text(),
                text(),
                text(),
                terms(),
                List.of(new LevelAlternative(spec(), text()), new LevelAlternative(spec(), text())),
                headers,
                random.nextInt(3) > 0 ? Route.NONE : route(),
                random.nextInt(4));
    }

    private Route route() {
        return new Route("p" + text(), List.of(stageReport()), List.of(leg(), leg()));
    }

    private Leg leg() {
        return new Leg(text(), text(), random.nextInt(), params(), terms(), List.of(spec()));
    }

    private StageReport stageReport() {
        return new StageReport(
                text(),
                text(),
                text(),
                number(),
                text(),
                nullable(textReport()),
                List.of(text(), text()),
                cacheReport(),
                timings(),
                random.nextInt(),
                random.nextInt(),
                nullable(params()));
    }

    private CacheTerms terms() {
        return new CacheTerms(
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextDouble());
    }

    private TaskId taskId() {
        return new TaskId(text(), random.nextInt(Integer.MAX_VALUE));
    }

    private WorkerCommand command() {
        return switch (random.nextInt(7)) {
            case 0 -> run(random.nextBoolean());
            case 5 -> new WorkerCommand.Take(inFlight());
            case 4 ->
                    new WorkerCommand.GivenUp(
                            taskId(),
                            random.nextInt(),
                            List.of(taskId(), taskId()),
                            text(),
                            random.nextInt());
            case 1 -> new WorkerCommand.Attach(run(false), taskId());
            case 3 -> new WorkerCommand.Sleep(random.nextBoolean(), random.nextInt());
            case 2 -> new WorkerCommand.Cancel(taskId(), text(), random.nextInt());
            default -> new WorkerCommand.SlotReturn(taskId(), text(), random.nextInt());
        };
    }

    private WorkerCommand.Run run(boolean slotted) {
        RunTerms terms =
                new RunTerms(random.nextInt(99), random.nextInt(9), 1 + random.nextInt(99));
        return new WorkerCommand.Run(
                task(),
                random.nextInt(),
                slotted,
                terms,
                number(),
                number(),
                number(),
                neighbourhood());
    }

    private Neighbourhood neighbourhood() {
        List<Neighbour> members = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(new Neighbour(text(), text(), latents()));
        }
        return new Neighbourhood(1 - random.nextDouble(), members);
    }

    private FinalLatents latents() {
        return new FinalLatents(half(1, 3, random.nextInt(4)), half(random.nextInt(9)));
    }

    private HalfTensor half(long... shape) {
        byte[] data = new byte[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b) * Short.BYTES];
        random.nextBytes(data);
        return new HalfTensor(shape, data);
    }

    private List<RecordHeader> headers() {
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.add(new RecordHeader(text(), bytes()));
        }
        return headers;
    }

    private byte @Nullable [] bytes() {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return nullable(bytes);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int point = random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean surrogate =
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? 'x' : point);
        }
        return text.toString();
    }

    private long number() {
        return random.nextInt(4) == 0 ? random.nextInt(3) - 1 : random.nextLong();
    }

    /** Any number of any magnitude; comparisons take one NaN for different from another. */
    private double real() {
        double real = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(real) ? 0.5 : real;
    }

    private <T> @Nullable T nullable(T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
