package io.omniflow.executor.generation;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.worker.AuditReport;
import io.omniflow.worker.GenerationListener;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Brings what the loop's threads report to the worker on the mailbox thread. */
final class MailboxListener implements GenerationListener {

    private final Supplier<? extends GenerationListener> worker;
    private final Consumer<Runnable> mail;
    private final Consumer<Runnable> urgentMail;

    /**
     * Creates a listener.
     *
     * @param worker what to tell; asked for on the mailbox thread
     * @param mail runs something on the mailbox thread, later while output is held back
     * @param urgentMail runs something on the mailbox thread in any case
     */
    MailboxListener(
            Supplier<? extends GenerationListener> worker,
            Consumer<Runnable> mail,
            Consumer<Runnable> urgentMail) {
        this.worker = worker;
        this.mail = mail;
        this.urgentMail = urgentMail;
    }

    @Override
    public void ready() {
        mail.accept(() -> worker.get().ready());
    }

    @Override
    public void loaded(long tookMs) {
        mail.accept(() -> worker.get().loaded(tookMs));
    }

    @Override
    public void unloaded() {
        mail.accept(() -> worker.get().unloaded());
    }

    @Override
    public void broken(Throwable failure) {
        urgentMail.accept(() -> worker.get().broken(failure));
    }

    @Override
    public void began(TaskId key) {
        mail.accept(() -> worker.get().began(key));
    }

    @Override
    public void progressed(List<StepProgress> progress) {
        mail.accept(() -> worker.get().progressed(progress));
    }

    @Override
    public void shown(TaskId key, Preview preview) {
        mail.accept(() -> worker.get().shown(key, preview));
    }

    @Override
    public void paused(TaskId key, int step, int pauses) {
        mail.accept(() -> worker.get().paused(key, step, pauses));
    }

    @Override
    public void resumed(TaskId key, int step) {
        mail.accept(() -> worker.get().resumed(key, step));
    }

    @Override
    public void measured(List<StepCost> costs) {
        mail.accept(() -> worker.get().measured(costs));
    }

    @Override
    public void finished(TaskId key, Output output, StepTimes times) {
        mail.accept(() -> worker.get().finished(key, output, times));
    }

    @Override
    public void audited(AuditReport report) {
        mail.accept(() -> worker.get().audited(report));
    }

    @Override
    public void failed(TaskId key, CoreModuleException failure, StepTimes times) {
        mail.accept(() -> worker.get().failed(key, failure, times));
    }
}
