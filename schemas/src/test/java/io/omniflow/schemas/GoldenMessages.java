package io.omniflow.schemas;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.omniflow.v1.CacheEntry;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.CacheStatus;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.Duplicate;
import io.omniflow.v1.Error;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.GetConfig;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.HalfTensor;
import io.omniflow.v1.IdReused;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.InvalidationReport;
import io.omniflow.v1.Output;
import io.omniflow.v1.PartialImage;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Paused;
import io.omniflow.v1.Priority;
import io.omniflow.v1.ProcessedCount;
import io.omniflow.v1.Progress;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Resume;
import io.omniflow.v1.Resumed;
import io.omniflow.v1.RunState;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.Sleep;
import io.omniflow.v1.StageFinished;
import io.omniflow.v1.StageReport;
import io.omniflow.v1.Started;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.v1.StepCacheReport;
import io.omniflow.v1.TenantStatus;
import io.omniflow.v1.TextOptions;
import io.omniflow.v1.TextReport;
import io.omniflow.v1.Timings;
import io.omniflow.v1.TokenLogprob;
import io.omniflow.v1.Tokens;
import io.omniflow.v1.TopLogprob;
import io.omniflow.v1.UpdateConfig;
import io.omniflow.v1.Wake;
import io.omniflow.v1.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The messages whose encoding is kept in golden files: together they set every field. */
final class GoldenMessages {

    private static final long CREATED_MS = 1_750_000_000_000L;

    private GoldenMessages() {}

    /**
     * A message and the name of its golden files.
     *
     * @param name file name without its ending
     * @param message what the files hold
     */
    record Golden(String name, Message message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        all.add(new Golden("generation_request", request()));
        all.add(new Golden("generation_request_text", textRequest()));
        all.add(new Golden("generation_result", result()));
        all.add(new Golden("generation_result_text", textResult()));
        for (GenerationEvent event : events()) {
            String kind = event.getEventCase().name().toLowerCase(Locale.ROOT);
            all.add(new Golden("generation_event_" + kind, event));
        }
        for (ControlReply reply : replies()) {
            String kind = reply.getReplyCase().name().toLowerCase(Locale.ROOT);
            all.add(new Golden("generation_event_control_reply_" + kind, event(reply)));
        }
        for (ControlCommand command : commands()) {
            String kind = command.getCommandCase().name().toLowerCase(Locale.ROOT);
            all.add(new Golden("control_command_" + kind, command));
        }
        all.add(new Golden("cache_entry", cacheEntry()));
        all.add(new Golden("cache_epoch", cacheEpoch()));
        return List.copyOf(all);
    }

    private static GenerationRequest request() {
        return GenerationRequest.newBuilder()
                .setId("request-1")
                .setModel("shapes")
                .setPrompt("a red circle above a blue square, naïve style \uD83C\uDFA8")
                .setNegativePrompt("blurry")
                .setN(2)
                .setSize("64x32")
                .setNumInferenceSteps(20)
                .setGuidanceScale(4.5)
                .setSeed(-42)
                .setPriority(Priority.PRIORITY_HIGH)
                .setTenant("acme")
                .setDeadlineMs(CREATED_MS + 30_000)
                .setOutputFormat("png")
                .setUser("user-7")
                .putLabels("campaign", "spring")
                .putLabels("album", "one")
                .setImage(ByteString.copyFrom(new byte[] {(byte) 0x89, 'P', 'N', 'G'}))
                .setStrength(0.75)
                .setScheduler("UniPCMultistepScheduler")
                .setQuality("high")
                .setCache(
                        CacheOptions.newBuilder()
                                .setStep(stepCacheOptions())
                                .setScope("shared")
                                .setRead(true)
                                .setWrite(true)
                                .setNoStore(true)
                                .setSimilarity(0.9))
                .setPartialImages(3)
                .build();
    }

    private static GenerationRequest textRequest() {
        return GenerationRequest.newBuilder()
                .setId("request-2")
                .setModel("words")
                .setPrompt("circle red")
                .setText(
                        TextOptions.newBuilder()
                                .setMaxTokens(32)
                                .setTemperature(0.8)
                                .setTopK(40)
                                .setTopP(0.95)
                                .setMinP(0.05)
                                .setRepetitionPenalty(1.1)
                                .setPresencePenalty(0.5)
                                .setFrequencyPenalty(-0.5)
                                .addStop("\n")
                                .addStop("END")
                                .addStopTokenIds(7)
                                .setIgnoreEos(true)
                                .setLogprobs(2))
                .build();
    }

    private static GenerationResult textResult() {
        return GenerationResult.newBuilder()
                .setRequestId("request-2")
                .setModel("write-and-paint")
                .setModelRevision("sha256:0123abcd")
                .setStatus(Status.STATUS_COMPLETED)
                .addOutputs(
                        output(0)
                                .setStatus(Status.STATUS_COMPLETED)
                                .setText("a red circle")
                                .setMediaType("text/plain; charset=utf-8")
                                .setTextReport(textReport()))
                .addStages(stageReport())
                .build();
    }

    private static StageReport stageReport() {
        return StageReport.newBuilder()
                .setStage("words")
                .setIndex(1)
                .setModelRevision("sha256:4567cdef")
                .setFingerprint("cafe")
                .setText("a red circle")
                .setTextReport(textReport())
                .setCache(CacheReport.newBuilder().setKind(CacheReport.Kind.KIND_EXACT))
                .setTimings(timings())
                .setAttempt(1)
                .addWarnings("the text ends at max_tokens")
                .build();
    }

    private static TextReport textReport() {
        return TextReport.newBuilder()
                .setFinishReason(TextReport.FinishReason.FINISH_REASON_LENGTH)
                .setPromptTokens(4)
                .setCompletionTokens(3)
                .setReusedTokens(2)
                .addTokenLogprobs(
                        TokenLogprob.newBuilder()
                                .setTokenId(17)
                                .setLogprob(-0.25)
                                .setToken("a")
                                .addTop(
                                        TopLogprob.newBuilder()
                                                .setTokenId(18)
                                                .setLogprob(-1.5)
                                                .setToken("the")))
                .build();
    }

    private static StepCacheOptions stepCacheOptions() {
        return StepCacheOptions.newBuilder()
                .setPolicy("first-block")
                .setThreshold(0.08)
                .setPattern("1110100101")
                .setWarmupSteps(4)
                .setMaxConsecutive(3)
                .setMaxReused(10)
                .setMaxAccumulated(0.5)
                .setFrontBlocks(2)
                .setBackBlocks(1)
                .setOrder(2)
                .setAdaptive("fast")
                .build();
    }

    private static GenerationResult result() {
        return GenerationResult.newBuilder()
                .setRequestId("request-1")
                .setModel("shapes")
                .setModelRevision("sha256:0123abcd")
                .setStatus(Status.STATUS_FAILED)
                .addOutputs(
                        output(0)
                                .setStatus(Status.STATUS_COMPLETED)
                                .setData(
                                        ByteString.copyFrom(
                                                new byte[] {(byte) 0x89, 'P', 'N', 'G'}))
                                .setMediaType("image/png")
                                .setWidth(64)
                                .setHeight(32)
                                .addWarnings("unknown word: naïve")
                                .addWarnings("unknown word: style"))
                .addOutputs(
                        output(1)
                                .setStatus(Status.STATUS_COMPLETED)
                                .setDataref("file:///results/request-1-1.png")
                                .setMediaType("image/png")
                                .setWidth(4096)
                                .setHeight(2048))
                .addOutputs(
                        Output.newBuilder()
                                .setIndex(2)
                                .setStatus(Status.STATUS_EXPIRED)
                                .setError(error("DEADLINE", "30000 ms are over")))
                .setError(error("PARTIAL", "1 of 3 images failed"))
                .setTimings(timings())
                .setCreatedMs(CREATED_MS)
                .setCompletedMs(CREATED_MS + 1500)
                .setTenant("acme")
                .setPriority(Priority.PRIORITY_HIGH)
                .build();
    }

    private static Output.Builder output(int index) {
        return Output.newBuilder()
                .setIndex(index)
                .setSeed(-42 + index)
                .setCache(
                        CacheReport.newBuilder()
                                .setKind(CacheReport.Kind.KIND_APPROXIMATE)
                                .setStepsReused(12)
                                .setSourceFingerprint("feed")
                                .setSimilarity(0.95))
                .setTimings(timings())
                .setSteps(20)
                .setResumedFromStep(7)
                .setAttempt(1)
                .setFingerprint("beef")
                .setStepCache(stepCacheReport());
    }

    private static StepCacheReport stepCacheReport() {
        return StepCacheReport.newBuilder()
                .setPolicy("easy 0.1")
                .setLevel("high")
                .setBlockEvaluations(96)
                .setBlockEvaluationsSpared(64)
                .setPattern("1110101011")
                .build();
    }

    private static Timings timings() {
        return Timings.newBuilder()
                .setQueuedMs(100)
                .setScheduledMs(5)
                .setStepsMs(1200)
                .setDecodedMs(95)
                .setTotalMs(1400)
                .build();
    }

    private static List<GenerationEvent> events() {
        return List.of(
                event().setQueued(
                                Queued.newBuilder()
                                        .setPosition(3)
                                        .setEstimatedStartMs(CREATED_MS + 2_000)
                                        .setEstimatedFinishMs(CREATED_MS + 3_500)
                                        .setFollows("request-0"))
                        .build(),
                event().setStarted(Started.newBuilder().setStep(7).setWorker(1)).build(),
                event().setProgress(
                                Progress.newBuilder()
                                        .setStep(8)
                                        .setSteps(20)
                                        .setStepCache(stepCacheReport()))
                        .build(),
                event().setFinished(
                                Finished.newBuilder()
                                        .setStatus(Status.STATUS_COMPLETED)
                                        .setStepCache(stepCacheReport()))
                        .build(),
                event().setDuplicate(Duplicate.getDefaultInstance()).build(),
                event().setIdReused(IdReused.newBuilder().setMessage("the prompt differs")).build(),
                event().setPaused(Paused.newBuilder().setStep(9)).build(),
                event().setResumed(Resumed.newBuilder().setStep(9)).build(),
                event().setTokens(
                                Tokens.newBuilder()
                                        .setFirstToken(4)
                                        .setCount(2)
                                        .setTextOffset(9)
                                        .setText(" circle")
                                        .setAttempt(1))
                        .build(),
                event().setPartialImage(
                                PartialImage.newBuilder()
                                        .setPartialImageIndex(1)
                                        .setStep(10)
                                        .setSteps(20)
                                        .setData(ByteString.copyFrom(new byte[] {(byte) 0x89, 'P'}))
                                        .setMediaType("image/png")
                                        .setWidth(64)
                                        .setHeight(32))
                        .build(),
                event().setStageFinished(
                                StageFinished.newBuilder()
                                        .setReport(stageReport())
                                        .setNext("shapes"))
                        .build(),
                event(
                        ControlReply.newBuilder()
                                .setCommandId("command-1")
                                .setOk(true)
                                .setError(error("STALE", "one worker has not reported"))
                                .setStatus(statusReport())
                                .setStage("paint")
                                .build()));
    }

    private static List<ControlReply> replies() {
        return List.of(
                ControlReply.newBuilder()
                        .setCommandId("command-2")
                        .setOk(true)
                        .setStage("paint")
                        .setCancel(
                                CancelReport.newBuilder()
                                        .setCancelled(2)
                                        .setForwarded(1)
                                        .setRemembered(true))
                        .build(),
                ControlReply.newBuilder()
                        .setCommandId("command-4")
                        .setOk(true)
                        .setStage("paint")
                        .setConfig(
                                ConfigReport.newBuilder()
                                        .setVersion(8)
                                        .putValues("scheduler.aging", "10 min")
                                        .putValues("scheduler.type", "composed")
                                        .addChanged("scheduler.type"))
                        .build(),
                ControlReply.newBuilder()
                        .setCommandId("command-7")
                        .setOk(true)
                        .setStage("paint")
                        .setInvalidation(
                                InvalidationReport.newBuilder()
                                        .setBeforeMs(CREATED_MS)
                                        .setForgotten(12))
                        .build());
    }

    private static GenerationEvent event(ControlReply reply) {
        return GenerationEvent.newBuilder().setTimeMs(CREATED_MS).setControlReply(reply).build();
    }

    private static GenerationEvent.Builder event() {
        return GenerationEvent.newBuilder()
                .setRequestId("request-1")
                .setIndex(1)
                .setModel("shapes")
                .setTimeMs(CREATED_MS + 200)
                .setSequence(9);
    }

    private static StatusReport statusReport() {
        return StatusReport.newBuilder()
                .setStage("paint")
                .setModel("shapes")
                .setModelRevision("sha256:0123abcd")
                .addQueues(
                        QueueStatus.newBuilder()
                                .setPriority(Priority.PRIORITY_LOW)
                                .setWaiting(17)
                                .setOldestWaitMs(2500))
                .addWorkers(
                        WorkerStatus.newBuilder()
                                .setWorker(1)
                                .setCapacity(4)
                                .addRunning(
                                        RunningTask.newBuilder()
                                                .setRequestId("request-1")
                                                .setIndex(1)
                                                .setStep(8)
                                                .setSteps(20)
                                                .setState(RunState.RUN_STATE_PAUSED)))
                .addProcessed(
                        ProcessedCount.newBuilder()
                                .setStatus(Status.STATUS_COMPLETED)
                                .setCount(1000))
                .setCache(
                        CacheStatus.newBuilder()
                                .setHits(10)
                                .setMisses(990)
                                .setEntries(500)
                                .setBytes(1 << 20))
                .setHealthy(true)
                .addReasons("worker 0 has not reported")
                .addTenants(TenantStatus.newBuilder().setTenant("acme").setWaiting(11))
                .setPaused(true)
                .setPreemptions(5)
                .setConfigVersion(7)
                .setAsleep(true)
                .build();
    }

    private static List<ControlCommand> commands() {
        return List.of(
                command(1).setGetStatus(GetStatus.newBuilder().setStage("paint")).build(),
                command(2)
                        .setCancel(Cancel.newBuilder().setRequestId("request-1").setStage("paint"))
                        .build(),
                command(3).setGetConfig(GetConfig.newBuilder().setStage("paint")).build(),
                command(4)
                        .setUpdateConfig(
                                UpdateConfig.newBuilder()
                                        .setStage("paint")
                                        .putValues("scheduler.type", "composed")
                                        .putValues("scheduler.aging", "")
                                        .setExpectedVersion(7))
                        .build(),
                command(5).setPause(Pause.newBuilder().setStage("paint")).build(),
                command(6).setResume(Resume.newBuilder().setStage("paint")).build(),
                command(8).setSleep(Sleep.newBuilder().setStage("paint")).build(),
                command(9).setWake(Wake.newBuilder().setStage("paint")).build(),
                command(7)
                        .setInvalidateCache(
                                InvalidateCache.newBuilder()
                                        .setStage("paint")
                                        .setScope(CacheEpoch.Scope.SCOPE_TENANT)
                                        .setName("acme"))
                        .build());
    }

    private static ControlCommand.Builder command(int number) {
        return ControlCommand.newBuilder().setCommandId("command-" + number);
    }

    private static CacheEntry cacheEntry() {
        return CacheEntry.newBuilder()
                .setKey("neighbourhood-1")
                .setFingerprint("beef")
                .setModel("shapes")
                .setModelRevision("sha256:0123abcd")
                .setCreatedMs(CREATED_MS)
                .setSteps(20)
                .setData(ByteString.copyFrom(new byte[] {(byte) 0x89, 'P', 'N', 'G'}))
                .setMediaType("image/png")
                .setWidth(64)
                .setHeight(32)
                .setTenant("acme")
                .addWarnings("the model does not know the word 'naïve'")
                .setStepCache(stepCacheReport())
                .setShared(true)
                .setPrompt("a red circle above a blue square")
                .setLatentsRef("s3://cache/latents")
                .setDataref("file:///results/cache/beef.png")
                .setLatents(
                        HalfTensor.newBuilder()
                                .addShape(1)
                                .addShape(1)
                                .addShape(1)
                                .addShape(2)
                                .setData(ByteString.copyFrom(new byte[] {0, 60, 0, -64})))
                .setEmbedding(
                        HalfTensor.newBuilder()
                                .addShape(3)
                                .setDeflated(true)
                                .setData(ByteString.copyFrom(deflated())))
                .setTextReport(textReport())
                .build();
    }

    /** A zlib stream of six zeros. */
    private static byte[] deflated() {
        return new byte[] {120, -38, 99, 96, 0, 1, 0, 0, 6, 0, 1};
    }

    private static CacheEpoch cacheEpoch() {
        return CacheEpoch.newBuilder()
                .setScope(CacheEpoch.Scope.SCOPE_MODEL)
                .setName("shapes")
                .setBeforeMs(CREATED_MS)
                .build();
    }

    private static Error error(String code, String message) {
        return Error.newBuilder().setCode(code).setMessage(message).build();
    }
}
