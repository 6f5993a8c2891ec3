package io.omniflow.worker;

import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.worker.AuditQueue.Order;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paints pictures again without their step cache while nobody else wants the device. It does one
 * call of the model at a time, so that whoever comes waits for no more than a step; meanwhile the
 * picture under way waits on the device. Owned by the loop's thread.
 */
final class Auditor<G extends Generation> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);

    private final StepModel<G> model;
    private final LoopContext context;
    private final Guard guard;
    private @Nullable Order order;
    private @Nullable G generation;

    Auditor(StepModel<G> model, LoopContext context, Guard guard) {
        this.model = model;
        this.context = context;
        this.guard = guard;
    }

    /** Does the next call for an audit; false if there is none to do. */
    @SuppressWarnings("try")
    boolean advance() {
        if (order == null) {
            order = context.audits().poll();
        }
        Order current = order;
        if (current == null) {
            return false;
        }
        try {
            advance(current);
        } catch (RuntimeException e) {
            try (RequestScope scope = RequestScope.of(current.task())) {
                LOG.warn("The audit of {} failed", current.task().fingerprint(), e);
            }
            close();
        }
        return true;
    }

    /** Forgets the audit under way and frees its memory. */
    @Override
    public void close() {
        if (generation != null) {
            generation.close();
            generation = null;
        }
        order = null;
    }

    private void advance(Order current) {
        G running = generation;
        if (running == null) {
            StageParams plain = current.task().params().withStepCache(StepCacheSpec.OFF);
            generation = call(current, () -> model.begin(plain, null));
        } else if (running.isDone()) {
            PendingOutput output = call(current, () -> model.finish(running));
            context.encoder().compare(current, output);
            close();
        } else {
            StepReport report = call(current, () -> model.step(List.of(running))).get(0);
            if (report.failure() != null) {
                throw report.failure();
            }
        }
    }

    private <T> T call(Order current, Supplier<T> work) {
        return guard.call("audit", List.of(), current.stepTimeoutMs(), work);
    }
}
