package io.omniflow.job.client;

import io.omniflow.v1.ControlReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the answers to commands. How many stages a job has is not known here, so commands to all
 * stages are answered when a while has passed since each has its first answer.
 */
final class ReplyCollector {

    private final Set<String> unanswered;

    private final Set<String> commands;

    private final long graceMs;

    private final List<ControlReply> replies = new ArrayList<>();

    private long completeAtMs;

    /**
     * Creates a collector.
     *
     * @param commands ids of the commands
     * @param graceMs how long other stages may take after the first; 0 to wait for none
     */
    ReplyCollector(Set<String> commands, long graceMs) {
        this.commands = Set.copyOf(commands);
        this.unanswered = new HashSet<>(commands);
        this.graceMs = graceMs;
    }

    /** Takes in what the job said; what is no answer to these commands is ignored. */
    void accept(Incoming incoming, long nowMs) {
        if (incoming instanceof Incoming.Event in && in.event().hasControlReply()) {
            ControlReply reply = in.event().getControlReply();
            if (commands.contains(reply.getCommandId()) && !replies.contains(reply)) {
                replies.add(reply);
                if (unanswered.remove(reply.getCommandId()) && unanswered.isEmpty()) {
                    completeAtMs = nowMs + graceMs;
                }
            }
        }
    }

    /** Tells whether nothing more is expected. */
    boolean isDone(long nowMs) {
        return unanswered.isEmpty() && nowMs >= completeAtMs;
    }

    /** Tells whether some command has no answer yet. */
    boolean isUnanswered() {
        return !unanswered.isEmpty();
    }

    List<ControlReply> replies() {
        return List.copyOf(replies);
    }
}
