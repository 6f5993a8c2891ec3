package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Audits of a model whose picture is one grey level with a step cache, and another without. */
class AuditTest {

    private static final int STEPS = 12;
    private static final int PLAIN = 100;
    private static final int CACHED = 110;
    private static final int SIDE = 4;

    private static final StepCacheSpec CACHE =
            new StepCacheSpec(StepCacheKind.EASY, 0.1, "", StepCacheLimits.DEFAULT, "high", 0.5);

    private final Said said = new Said();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private @Nullable StepLoop loop;
    private Runnable duringAudit = () -> {};

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
    }

    @Test
    void aSampledPictureIsPaintedAgainAndComparedOnceTheDeviceIsIdle() {
        start(1);
        submit("cached", CACHE);

        await().until(() -> said.audits.size() == 1);
        AuditReport report = said.audits.get(0);
        double error = CACHED - PLAIN;
        assertThat(report.decibels()).isCloseTo(20 * Math.log10(255 / error), Offset.offset(1e-9));
        assertThat(report.fingerprint()).isEqualTo("fingerprint");
        assertThat(report.stepCache().level()).isEqualTo("high");
        assertThat(said.finished).containsExactly("cached");
        assertThat(said.failed).isEmpty();
    }

    @Test
    void picturesWithoutACacheAreNotAudited() {
        start(1);
        submit("plain", StepCacheSpec.OFF);
        submit("cached", CACHE);

        await().until(() -> said.audits.size() == 1);
        assertThat(calls.stream().filter("begin plain"::equals)).hasSize(1);
    }

    @Test
    void whoComesDuringAnAuditWaitsForNoMoreThanAStep() {
        duringAudit = () -> submit("other", StepCacheSpec.OFF);
        start(1);
        submit("cached", CACHE);

        await().until(() -> said.audits.size() == 1);
        int arrived = calls.indexOf("arrived");
        assertThat(calls.get(arrived + 1)).isEqualTo("begin other");
        // The audit goes on where it was only when the other one is done.
        int done = calls.indexOf("finish other");
        assertThat(calls.subList(arrived + 1, done)).noneMatch(call -> call.endsWith(" cached"));
        assertThat(said.finished).containsExactly("cached", "other");
    }

    @Test
    void anAuditThatFailsHarmsNobody() {
        duringAudit =
                () -> {
                    throw new IllegalStateException("no");
                };
        start(1);
        submit("cached", CACHE);
        await().until(() -> calls.contains("arrived"));

        submit("other", StepCacheSpec.OFF);
        await().until(() -> said.finished.contains("other"));
        assertThat(said.audits).isEmpty();
        assertThat(said.failed).isEmpty();
    }

    @Test
    void theShareThatIsSampledIsTheShareAskedFor() {
        Random random = new Random(5);
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) {
            AuditQueue queue = new AuditQueue(0.25);
            queue.offer(task(Long.toHexString(random.nextLong()), CACHE), output(1), 1);
            sampled += queue.poll() == null ? 0 : 1;
        }
        assertThat(sampled).isBetween(2_300, 2_700);
    }

    @Test
    void nothingIsTakenThatIsNotAskedForOrSparedNothing() {
        AuditQueue none = new AuditQueue(0);
        AuditQueue all = new AuditQueue(1);
        none.offer(task("a", CACHE), output(1), 1);
        all.offer(task("a", CACHE), output(0), 1);

        assertThat(none.poll()).isNull();
        assertThat(all.poll()).isNull();
    }

    @Test
    void whatComesTooFastIsForgotten() {
        AuditQueue queue = new AuditQueue(1);
        IntStream.range(0, 100).forEach(i -> queue.offer(task("" + i, CACHE), output(1), 1));

        assertThat(IntStream.range(0, 100).filter(i -> queue.poll() != null).count()).isEqualTo(4);
    }

    private void start(double fraction) {
        loop =
                new StepLoop(
                        "test",
                        GreyModel::new,
                        new StepLoopConfig(2, 0, 0, 0, fraction),
                        said,
                        Clock.systemUTC());
        loop.start();
    }

    private void submit(String prompt, StepCacheSpec cache) {
        loop.submit(
                Submission.fresh(
                        TestTasks.with(TestTasks.normal(prompt, STEPS), params(prompt, cache)),
                        RunTerms.DEFAULT));
    }

    private static GenerationTask task(String fingerprint, StepCacheSpec cache) {
        GenerationTask task = TestTasks.normal("p", STEPS);
        return new GenerationTask(
                task.id(),
                1,
                "m",
                "r",
                params("p", cache),
                task.priority(),
                "",
                0,
                0,
                fingerprint,
                "request",
                "key",
                Map.of());
    }

    private static GenerationParams params(String prompt, StepCacheSpec cache) {
        return new GenerationParams(prompt, "", SIDE, SIDE, STEPS, 1, 7).withStepCache(cache);
    }

    private static Output output(long spared) {
        StepCacheReport report = new StepCacheReport("easy", "", 1, spared, "");
        return new Output(new byte[0], "image/png", 1, 1, List.of()).withStepCache(report);
    }

    /** Paints one grey level. The only generation without a cache named "cached" is an audit. */
    private final class GreyModel implements StepModel<Grey> {

        @Override
        public Grey begin(Beginning beginning) {
            calls.add("begin " + beginning.params().prompt());
            return new Grey((GenerationParams) beginning.params());
        }

        @Override
        public List<StepReport> step(List<Grey> batch) {
            for (Grey grey : batch) {
                grey.step++;
                calls.add("step " + grey.params.prompt());
                if (grey.isAudit() && grey.step == STEPS / 2) {
                    calls.add("arrived");
                    duringAudit.run();
                }
            }
            return batch.stream().map(grey -> StepReport.ADVANCED).toList();
        }

        @Override
        public PendingOutput finish(Grey grey) {
            calls.add("finish " + grey.params.prompt());
            int level = grey.params.stepCache().kind() == StepCacheKind.OFF ? PLAIN : CACHED;
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < SIDE * SIDE; i++) {
                image.setRGB(i % SIDE, i / SIDE, level * 0x010101);
            }
            byte[] png = PngEncoder.encode(image, Map.of());
            return () -> new Output(png, "image/png", SIDE, SIDE, List.of());
        }

        @Override
        public Snapshot snapshot(Grey grey) {
            return new Snapshot(grey.step, Map.of());
        }

        @Override
        public void close() {}
    }

    /** A grey picture in the making. */
    private static final class Grey implements Generation {

        private final GenerationParams params;
        private int step;

        Grey(GenerationParams params) {
            this.params = params;
        }

        boolean isAudit() {
            return params.prompt().equals("cached")
                    && params.stepCache().kind() == StepCacheKind.OFF;
        }

        @Override
        public int step() {
            return step;
        }

        @Override
        public int steps() {
            return params.steps();
        }

        @Override
        public Object batchKey() {
            return "";
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public StepCacheReport stepCache() {
            return params.stepCache().kind() == StepCacheKind.OFF
                    ? StepCacheReport.NONE
                    : new StepCacheReport("easy", params.stepCache().level(), 8, 4, "");
        }

        @Override
        public void close() {}
    }

    /** Remembers ends and audits. */
    private static final class Said implements GenerationListener {

        private final List<String> finished = new CopyOnWriteArrayList<>();
        private final List<String> failed = new CopyOnWriteArrayList<>();
        private final List<AuditReport> audits = new CopyOnWriteArrayList<>();

        @Override
        public void ready() {}

        @Override
        public void broken(Throwable failure) {
            failed.add(failure.toString());
        }

        @Override
        public void began(TaskId id) {}

        @Override
        public void progressed(List<StepProgress> progress) {}

        @Override
        public void paused(TaskId id, int step, int pauses) {}

        @Override
        public void resumed(TaskId id, int step) {}

        @Override
        public void measured(List<StepCost> costs) {}

        @Override
        public void finished(TaskId id, Output output, StepTimes times) {
            finished.add(id.requestId());
        }

        @Override
        public void failed(TaskId id, CoreModuleException failure, StepTimes times) {
            failed.add(id.requestId());
        }

        @Override
        public void audited(AuditReport report) {
            audits.add(report);
        }
    }
}
