package io.omniflow.job.cli.request;

import io.omniflow.job.cli.terminal.Amounts;
import io.omniflow.job.cli.terminal.Computed;
import io.omniflow.job.cli.terminal.Stations;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One line for each thing that happened. */
final class EventLines {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private EventLines() {}

    static String of(GenerationEvent event) {
        String subject =
                event.getRequestId().isEmpty()
                        ? ""
                        : event.getRequestId() + "#" + event.getIndex() + "  ";
        return time(event.getTimeMs()) + "  " + subject + describe(event);
    }

    static String of(GenerationResult result) {
        return time(result.getCompletedMs())
                + "  "
                + result.getRequestId()
                + "  result: "
                + Stations.end(result);
    }

    private static String describe(GenerationEvent event) {
        return switch (event.getEventCase()) {
            case QUEUED -> queued(event.getQueued(), event.getTimeMs());
            case STARTED ->
                    "started on worker "
                            + event.getStarted().getWorker()
                            + from(event.getStarted().getStep());
            case PROGRESS -> progress(event.getProgress());
            case PAUSED -> "paused at step " + event.getPaused().getStep();
            case RESUMED -> "goes on at step " + event.getResumed().getStep();
            case FINISHED -> Stations.name(event.getFinished().getStatus());
            case DUPLICATE -> "dropped: the same request was received before";
            case ID_REUSED -> "dead-lettered: the id belongs to another request";
            case TOKENS -> "wrote " + quoted(event.getTokens().getText());
            case PARTIAL_IMAGE ->
                    "preview after step "
                            + event.getPartialImage().getStep()
                            + "/"
                            + event.getPartialImage().getSteps();
            case STAGE_FINISHED ->
                    event.getStageFinished().getReport().getStage()
                            + " wrote "
                            + quoted(event.getStageFinished().getReport().getText())
                            + ", goes on to "
                            + event.getStageFinished().getNext();
            case CONTROL_REPLY -> "answer to command " + event.getControlReply().getCommandId();
            case EVENT_NOT_SET -> "an event of a newer release";
        };
    }

    private static String progress(Progress progress) {
        return "step "
                + progress.getStep()
                + "/"
                + progress.getSteps()
                + Computed.of(progress.getStepCache(), progress.getStep());
    }

    private static String queued(Queued queued, long nowMs) {
        if (!queued.getFollows().isEmpty()) {
            return "shares the generation of " + queued.getFollows() + expected(queued, nowMs);
        }
        return "queued behind " + queued.getPosition() + expected(queued, nowMs);
    }

    private static String expected(Queued queued, long nowMs) {
        return queued.hasEstimatedFinishMs()
                ? ", expected in "
                        + Amounts.duration(Math.max(0, queued.getEstimatedFinishMs() - nowMs))
                : "";
    }

    /** A text on one line. */
    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private static String from(int step) {
        return step == 0 ? "" : ", resumed from step " + step;
    }

    private static String time(long epochMs) {
        return TIME.format(Instant.ofEpochMilli(epochMs).atZone(ZoneId.systemDefault()));
    }
}
