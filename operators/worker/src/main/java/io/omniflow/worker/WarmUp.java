package io.omniflow.worker;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a new model generate before it takes requests: alone and as many as a batch takes; pictures
 * of its default size without and with guidance, texts of a few tokens. So the first request does
 * not pay for what the libraries build at their first call, and a model that cannot run says so at
 * once.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** Nothing more is begun after this; a call under way is waited for. */
    static final Duration BUDGET = Duration.ofSeconds(20);

    private static final int STEPS = 2;

    private static final StageParams TEXT =
            new TextParams("a", STEPS, TextSampling.GREEDY, 0, List.of(), List.of(), true);

    private final StageConfig stage;
    private final LongSupplier nanoTime;
    private final long endNanos;

    private WarmUp(StageConfig stage, LongSupplier nanoTime) {
        this.stage = stage;
        this.nanoTime = nanoTime;
        this.endNanos = nanoTime.getAsLong() + BUDGET.toNanos();
    }

    /**
     * Warms a model up on the calling thread, which owns it.
     *
     * @throws CoreModuleException if the model fails; the message says at what
     */
    static void run(StepModel<?> model, StageConfig stage) {
        run(model, stage, System::nanoTime);
    }

    /** Warms a model up by a clock of nanoseconds. */
    static void run(StepModel<?> model, StageConfig stage, LongSupplier nanoTime) {
        new WarmUp(stage, nanoTime).paint(model);
    }

    private <G extends Generation> void paint(StepModel<G> model) {
        long start = nanoTime.getAsLong();
        long one = 0;
        for (StageParams params : kinds()) {
            for (int batch : batches(params)) {
                // What one took tells whether more of them end in time.
                if (nanoTime.getAsLong() + batch * one >= endNanos) {
                    LOG.warn(
                            "Warming {} up takes too long: stopped after {} s",
                            stage.name(),
                            Duration.ofNanos(nanoTime.getAsLong() - start).toSeconds());
                    return;
                }
                long begin = nanoTime.getAsLong();
                paint(model, params, batch);
                one = Math.max(one, (nanoTime.getAsLong() - begin) / batch);
            }
        }
        LOG.info(
                "Warmed {} up in {} ms",
                stage.name(),
                Duration.ofNanos(nanoTime.getAsLong() - start).toMillis());
    }

    private <G extends Generation> void paint(StepModel<G> model, StageParams params, int batch) {
        List<G> generations = new ArrayList<>(batch);
        try {
            for (int i = 0; i < batch; i++) {
                generations.add(model.begin(params.withSeed(i), null));
            }
            while (!generations.get(0).isDone()) {
                List<G> going = generations.stream().filter(each -> !each.isDone()).toList();
                model.step(going).forEach(WarmUp::check);
            }
            model.snapshot(generations.get(0));
            model.finish(generations.get(0)).encode();
        } catch (RuntimeException e) {
            throw failure(params, batch, e);
        } finally {
            generations.forEach(Generation::close);
        }
    }

    private static void check(StepReport report) {
        if (report.failure() != null) {
            throw report.failure();
        }
    }

    private CoreModuleException failure(StageParams params, int batch, RuntimeException e) {
        ErrorCode code =
                e instanceof CoreModuleException known ? known.code() : ErrorCode.GENERATION_FAILED;
        return new CoreModuleException(
                code,
                String.format(
                        "the model '%s' cannot make %d at once of %s: %s",
                        stage.name(), batch, what(params), e.getMessage()),
                e);
    }

    private static String what(StageParams params) {
        return params instanceof GenerationParams picture
                ? "its default size " + picture.width() + " x " + picture.height()
                : params.stepsTaken() + " tokens";
    }

    private List<StageParams> kinds() {
        return stage.model().isImage() ? List.of(params(1.0), params(guidance())) : List.of(TEXT);
    }

    /** Returns one, and as many as a step of the loop takes. */
    private List<Integer> batches(StageParams params) {
        long bound = stage.maxBatchUnits();
        long fitting = bound == 0 ? stage.slots() : bound / Shape.of(params).units();
        int most = (int) Math.max(1, Math.min(stage.slots(), fitting));
        return most == 1 ? List.of(1) : List.of(1, most);
    }

    private GenerationParams params(double guidance) {
        ModelSpec model = stage.model();
        int steps = Math.min(STEPS, model.image().maxSteps());
        return new GenerationParams(
                "",
                "",
                model.image().defaultWidth(),
                model.image().defaultHeight(),
                steps,
                guidance,
                0);
    }

    /** Returns a scale at which the model computes both branches, if it may have any. */
    private double guidance() {
        double byDefault = stage.model().image().defaultGuidanceScale();
        return byDefault > 1 ? byDefault : stage.model().image().maxGuidanceScale();
    }
}
