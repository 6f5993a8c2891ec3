package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.wire.ReplyEncoder;
import io.omniflow.executor.wire.StageView;
import io.omniflow.executor.wire.StatusReports;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.StatusReport;
import java.io.IOException;

/** Carries out the commands that are for this stage, and answers each. */
final class Controls {

    private final StageConfig stage;
    private final OmniScheduler scheduler;
    private final LiveConfig config;
    private final Cancellations cancellations;
    private final Invalidations invalidations;
    private final ModelSleep sleep;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;
    private final ReplyEncoder replies;

    Controls(
            StageConfig stage,
            OmniScheduler scheduler,
            LiveConfig config,
            Cancellations cancellations,
            Invalidations invalidations,
            ModelSleep sleep,
            SchedulingEmitter emitter,
            SchedulingMetrics metrics) {
        this.stage = stage;
        this.scheduler = scheduler;
        this.config = config;
        this.cancellations = cancellations;
        this.invalidations = invalidations;
        this.sleep = sleep;
        this.emitter = emitter;
        this.metrics = metrics;
        this.replies = new ReplyEncoder(stage.name());
    }

    /** Carries a valid command out unless another stage is meant; the caller has set the key. */
    void handle(ControlCommand command, long nowMs) throws Exception {
        String named = CommandRules.stageOf(command);
        if (named.isEmpty() || named.equals(stage.name())) {
            emitter.event(answer(command, nowMs));
        }
    }

    private OutboundRecord answer(ControlCommand command, long nowMs) throws Exception {
        String id = command.getCommandId();
        return switch (command.getCommandCase()) {
            case GET_STATUS -> replies.status(id, status(nowMs), nowMs);
            case CANCEL ->
                    replies.cancel(
                            id,
                            cancellations.cancel(command.getCancel().getRequestId(), nowMs),
                            nowMs);
            case GET_CONFIG -> replies.config(id, config.report(), nowMs);
            case UPDATE_CONFIG -> update(command, nowMs);
            case PAUSE -> {
                scheduler.pause();
                yield replies.done(id, nowMs);
            }
            case RESUME -> {
                scheduler.resume();
                yield replies.done(id, nowMs);
            }
            case INVALIDATE_CACHE ->
                    replies.invalidation(
                            id,
                            invalidations.invalidate(command.getInvalidateCache(), nowMs),
                            nowMs);
            case SLEEP -> sleep(true, id, nowMs);
            case WAKE -> sleep(false, id, nowMs);
            case COMMAND_NOT_SET ->
                    throw new IllegalStateException("control records are checked at the source");
        };
    }

    private OutboundRecord sleep(boolean now, String id, long nowMs) throws IOException {
        sleep.set(now);
        return replies.done(id, nowMs);
    }

    private OutboundRecord update(ControlCommand command, long nowMs) throws Exception {
        DitCacheConfig before = config.cache();
        try {
            config.update(command.getUpdateConfig());
        } catch (CoreModuleException e) {
            TaskError error = TaskError.of(e, ErrorCode.INVALID_CONFIG);
            return replies.refused(command.getCommandId(), error, nowMs);
        }
        scheduler.configure(config.current());
        if (!config.cache().equals(before)) {
            emitter.notice(config.notice());
        }
        metrics.configVersion(config.version());
        return replies.config(command.getCommandId(), config.report(), nowMs);
    }

    private StatusReport status(long nowMs) {
        StageView view =
                new StageView(
                        stage,
                        config.current(),
                        config.cache(),
                        config.version(),
                        scheduler.status(),
                        sleep.isAsleep(),
                        emitter.ended());
        return StatusReports.of(view, nowMs);
    }
}
