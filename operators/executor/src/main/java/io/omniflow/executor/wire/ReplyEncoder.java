package io.omniflow.executor.wire;

import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.InvalidationReport;
import io.omniflow.v1.StatusReport;
import java.util.List;
import java.util.Objects;

/**
 * Writes one stage's answers to commands as events, keyed by command id. An answer's CloudEvents id
 * is the command's id and the stage's name: a command that is read again is answered under the same
 * one.
 */
public final class ReplyEncoder {

    private final String stage;

    /** Creates an encoder for the answers of a stage; the empty name is for the whole job. */
    public ReplyEncoder(String stage) {
        this.stage = Objects.requireNonNull(stage, "stage");
    }

    /** The command was carried out; there is nothing more to say. */
    public OutboundRecord done(String commandId, long nowMs) {
        return record(reply(commandId, true), nowMs);
    }

    /** The command asked for the state of the stage. */
    public OutboundRecord status(String commandId, StatusReport report, long nowMs) {
        return record(reply(commandId, true).setStatus(report), nowMs);
    }

    /** The command asked for a cancellation. */
    public OutboundRecord cancel(String commandId, CancelReport report, long nowMs) {
        return record(reply(commandId, true).setCancel(report), nowMs);
    }

    /** The command asked for the configuration or changed it. */
    public OutboundRecord config(String commandId, ConfigReport report, long nowMs) {
        return record(reply(commandId, true).setConfig(report), nowMs);
    }

    /** The command asked for stored images not to be served again. */
    public OutboundRecord invalidation(String commandId, InvalidationReport report, long nowMs) {
        return record(reply(commandId, true).setInvalidation(report), nowMs);
    }

    /** The command was not carried out. */
    public OutboundRecord refused(String commandId, TaskError error, long nowMs) {
        return record(reply(commandId, false).setError(Messages.error(error)), nowMs);
    }

    private ControlReply.Builder reply(String commandId, boolean ok) {
        return ControlReply.newBuilder().setCommandId(commandId).setOk(ok).setStage(stage);
    }

    private OutboundRecord record(ControlReply.Builder reply, long nowMs) {
        GenerationEvent event =
                GenerationEvent.newBuilder().setTimeMs(nowMs).setControlReply(reply).build();
        String id = stage.isEmpty() ? reply.getCommandId() : reply.getCommandId() + "/" + stage;
        return EventRecords.of(reply.getCommandId(), id, event, List.of());
    }
}
