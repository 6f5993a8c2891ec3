package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a worker's slot reports to the coordinator, at most one at a time: changes while one is
 * under way, or while mails wait, end up in the next. Belongs to the task's mailbox thread.
 */
public final class SlotReporter {

    /** A report names at most so many generations; one with fewer names all. */
    public static final int MAX_RUNNING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SlotReporter.class);

    private final OperatorID operatorId;
    private final TaskOperatorEventGateway gateway;
    private final MailboxExecutor mailbox;
    private final LongFunction<SlotReport> report;
    private final Consumer<Runnable> later;
    private long sequence;
    private boolean underWay;
    private boolean changed;

    /**
     * Creates a reporter.
     *
     * @param operatorId the generation operator
     * @param gateway the task's channel to its coordinators
     * @param mailbox the operator's mailbox
     * @param report makes the report of this moment with the given sequence number
     * @param later runs something on the mailbox thread after a short while
     */
    public SlotReporter(
            OperatorID operatorId,
            TaskOperatorEventGateway gateway,
            MailboxExecutor mailbox,
            LongFunction<SlotReport> report,
            Consumer<Runnable> later) {
        this.operatorId = Objects.requireNonNull(operatorId, "operatorId");
        this.gateway = Objects.requireNonNull(gateway, "gateway");
        this.mailbox = Objects.requireNonNull(mailbox, "mailbox");
        this.report = Objects.requireNonNull(report, "report");
        this.later = Objects.requireNonNull(later, "later");
    }

    /** Says that the numbers have changed. */
    public void changed() {
        if (changed) {
            return;
        }
        changed = true;
        if (!underWay) {
            underWay = true;
            mailbox.execute(this::send, "send slot report");
        }
    }

    /** Says that the worker's task ends in order; whether that arrives is left open. */
    public void closed(int worker, int attempt, String process) throws IOException {
        WorkerClosed request = new WorkerClosed(worker, attempt, process);
        gateway.sendRequestToCoordinator(operatorId, new SerializedValue<>(request))
                .whenComplete(
                        (ignored, failure) -> {
                            if (failure != null) {
                                LOG.debug("the last word of worker {} was lost", worker, failure);
                            }
                        });
    }

    /** Asks for a generation to be tried elsewhere; whether that arrives is left open. */
    public void giveUp(int attempt, GiveUpEvent asked) throws IOException {
        GiveUpRequest request = new GiveUpRequest(asked.worker(), attempt, asked.generation());
        gateway.sendRequestToCoordinator(operatorId, new SerializedValue<>(request))
                .whenComplete(
                        (ignored, failure) -> {
                            if (failure != null) {
                                LOG.debug("a generation was given up in vain", failure);
                            }
                        });
    }

    private void send() throws IOException {
        changed = false;
        SlotReportRequest request = new SlotReportRequest(report.apply(sequence++));
        gateway.sendRequestToCoordinator(operatorId, new SerializedValue<>(request))
                .whenComplete(
                        (ignored, failure) ->
                                mailbox.execute(() -> sent(failure), "slot report received"));
    }

    private void sent(@Nullable Throwable failure) throws IOException {
        underWay = false;
        if (failure != null) {
            LOG.debug("a slot report was lost, sending another", failure);
            later.accept(this::changed);
        }
        if (changed) {
            underWay = true;
            send();
        }
    }
}
