package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.recovery.Failures;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.image.PictureQuality;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes outputs and reports them, on a thread of its own so that the device never waits. */
final class OutputEncoder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutputEncoder.class);

    private static final int MAX_WAITING = 8;

    private final GenerationListener listener;
    private final AuditQueue audits;
    private final Clock clock;
    private final ExecutorService thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    OutputEncoder(String name, GenerationListener listener, AuditQueue audits, Clock clock) {
        this.listener = listener;
        this.audits = audits;
        this.clock = clock;
        this.thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread encoder = new Thread(task, name);
                            encoder.setDaemon(true);
                            return encoder;
                        });
    }

    /** Takes the output of a member that is freed already, and what its step cache did. */
    @SuppressWarnings("try")
    void encode(Member<?> member, PendingOutput pending, StepCacheReport stepCache) {
        thread.execute(
                () -> {
                    try (RequestScope scope = RequestScope.of(member.task())) {
                        encoded(member, pending, stepCache);
                    }
                });
    }

    private void encoded(Member<?> member, PendingOutput pending, StepCacheReport stepCache) {
        try {
            Output output = pending.encode().withStepCache(stepCache);
            LOG.debug("The output of task {} has {} bytes", member.id(), output.data().length);
            if (!closed) {
                listener.finished(member.id(), output, member.timesAt(clock.millis()));
                audit(member, output);
            }
        } catch (RuntimeException e) {
            fail(member, e);
        }
    }

    /** Takes a preview, unless too many wait already: outputs go before previews. */
    void show(Member<?> member, PendingPreview pending) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            LOG.debug("A preview of task {} is left out", member.id());
            return;
        }
        thread.execute(
                () -> {
                    waiting.decrementAndGet();
                    Preview preview = pending.encode();
                    if (!closed) {
                        listener.shown(member.id(), preview);
                    }
                });
    }

    /** An audit says what a step cache changes; another start changes more. */
    private void audit(Member<?> member, Output output) {
        if (output.approximation().stepsReused() == 0) {
            audits.offer(member.task(), output, member.stepTimeoutMs());
        }
    }

    /** Takes what an audit painted, and reports how close the audited picture comes to it. */
    @SuppressWarnings("try")
    void compare(AuditQueue.Order order, PendingOutput plain) {
        thread.execute(
                () -> {
                    try (RequestScope scope = RequestScope.of(order.task())) {
                        report(order, decibels(plain.encode(), order.painted()));
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("The audit of {} failed", order.task().fingerprint(), e);
                    }
                });
    }

    private void report(AuditQueue.Order order, double decibels) {
        AuditReport report =
                new AuditReport(order.task().fingerprint(), order.painted().stepCache(), decibels);
        LOG.info(
                "Audit of {}: {} of level '{}' spared {} of {} block evaluations and came to {} dB",
                report.fingerprint(),
                report.stepCache().policy(),
                report.stepCache().level(),
                report.stepCache().spared(),
                report.stepCache().spared() + report.stepCache().evaluations(),
                String.format(Locale.ROOT, "%.1f", decibels));
        if (!closed) {
            listener.audited(report);
        }
    }

    private static double decibels(Output plain, Output painted) throws IOException {
        return PictureQuality.psnr(image(plain), image(painted));
    }

    private static BufferedImage image(Output output) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(output.data()));
        if (image == null) {
            throw new IOException("no picture: " + output.mediaType());
        }
        return image;
    }

    private void fail(Member<?> member, RuntimeException failure) {
        if (!closed) {
            listener.failed(member.id(), describe(failure), member.timesAt(clock.millis()));
        }
    }

    /** Returns a failure of the model with a code that says whose it is. */
    static CoreModuleException describe(RuntimeException failure) {
        if (failure instanceof CoreModuleException known) {
            return known;
        }
        ErrorCode code =
                switch (Failures.classOf(failure)) {
                    case OUT_OF_MEMORY, DEVICE_LOST -> ErrorCode.RESOURCE_EXHAUSTED;
                    default -> ErrorCode.GENERATION_FAILED;
                };
        return new CoreModuleException(code, "the model failed: " + failure, failure);
    }

    /** Lets no output out any more. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}
