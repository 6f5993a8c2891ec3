package io.omniflow.job.client;

import io.omniflow.v1.ControlReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Collects the answers to commands. How many stages a job has is not known here, so commands to all
 * stages are answered when a while has passed since each has its first answer.
 */
final class ReplyCollector {

    private static final long POLL_MS = 50;

    /** How long other stages may take once each command has its first answer. */
    private static final long OTHER_STAGES_MS = 500;

    private final BlockingQueue<Incoming> heard = new LinkedBlockingQueue<>();

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

    static ReplyCollector of(Set<String> commands, boolean toOneStage) {
        return new ReplyCollector(commands, toOneStage ? 0 : OTHER_STAGES_MS);
    }

    /** Keeps an answer for the thread that awaits it; any thread may call it. */
    void offer(Incoming incoming) {
        if (incoming instanceof Incoming.Event in && in.event().hasControlReply()) {
            heard.add(in);
        }
    }

    /**
     * Returns the answers.
     *
     * @throws ClientException if a command has none in time
     */
    List<ControlReply> await(Duration patience) {
        long end = millis() + patience.toMillis();
        while (!isDone(millis())) {
            if (isUnanswered() && millis() >= end) {
                throw new ClientException(
                        "no answer within "
                                + patience.toSeconds()
                                + " s: is the job running, and does it have the stage?");
            }
            takeOne();
        }
        return replies();
    }

    private void takeOne() {
        try {
            Incoming next = heard.poll(POLL_MS, TimeUnit.MILLISECONDS);
            if (next != null) {
                accept(next, millis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("interrupted while waiting for an answer", e);
        }
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
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
