package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.key;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.testing.TestRecords;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventEncoderTest {

    private final EventEncoder encoder = new EventEncoder();
    private final GenerationTask task = task("r", 1, 2);

    @Test
    void namesTheImageAndTheTime() throws Exception {
        OutboundRecord record = encoder.progress(task, 7, StepCacheReport.NONE, NOW_MS);
        GenerationEvent event = GenerationEvent.parseFrom(record.value());

        assertThat(key(record)).isEqualTo("r");
        assertThat(event.getRequestId()).isEqualTo("r");
        assertThat(event.getIndex()).isEqualTo(1);
        assertThat(event.getModel()).isEqualTo("shapes");
        assertThat(event.getTimeMs()).isEqualTo(NOW_MS);
        assertThat(event.getProgress().getStep()).isEqualTo(7);
        assertThat(event.getProgress().getSteps()).isEqualTo(20);
        assertThat(headers(record))
                .containsEntry("ce_type", "io.omniflow.generation.event.v1")
                .containsEntry("traceparent", "00-1-2-01")
                .doesNotContainKey("x-team");
    }

    @Test
    void tellsWhatTheStepCacheDoesUnderTheNameOfTheTasksOwnLevel() throws Exception {
        GenerationTask cached = TestRecords.with(task, TestRecords.EASY_HIGH);
        StepCacheReport report = new StepCacheReport("easy 0.1", "equal", 12, 4, "110");
        Progress progress =
                GenerationEvent.parseFrom(encoder.progress(cached, 3, report, NOW_MS).value())
                        .getProgress();
        TaskOutcome outcome = TestRecords.completed(cached, 3, report);
        Finished finished =
                GenerationEvent.parseFrom(encoder.finished(outcome, NOW_MS).value()).getFinished();

        assertThat(progress.getStepCache())
                .isEqualTo(
                        io.omniflow.v1.StepCacheReport.newBuilder()
                                .setPolicy("easy 0.1")
                                .setLevel("high")
                                .setBlockEvaluations(12)
                                .setBlockEvaluationsSpared(4)
                                .setPattern("110")
                                .build());
        assertThat(finished.getStepCache()).isEqualTo(progress.getStepCache());
        assertThat(
                        GenerationEvent.parseFrom(
                                        encoder.progress(task, 3, StepCacheReport.NONE, 1).value())
                                .getProgress()
                                .hasStepCache())
                .isFalse();
    }

    @Test
    void theSequenceGrowsThroughTheLifeOfAnImage() throws Exception {
        List<OutboundRecord> life = new ArrayList<>();
        life.add(encoder.queued(task, new Placement.Queued(4, 0, 0), NOW_MS));
        life.add(encoder.started(task, 0, 1, NOW_MS));
        life.add(encoder.paused(task, 0, NOW_MS));
        life.add(encoder.resumed(task, 0, NOW_MS));
        for (int step = 1; step <= task.image().steps(); step++) {
            life.add(encoder.progress(task, step, StepCacheReport.NONE, NOW_MS));
            life.add(encoder.started(task, step, 1, NOW_MS));
            life.add(encoder.paused(task, step, NOW_MS));
            life.add(encoder.resumed(task, step, NOW_MS));
        }
        life.add(encoder.finished(completed(task, 3), NOW_MS));

        List<Long> sequences = new ArrayList<>();
        for (OutboundRecord record : life) {
            sequences.add(GenerationEvent.parseFrom(record.value()).getSequence());
        }
        assertThat(sequences).startsWith(1L, 9L, 10L, 11L, 16L).endsWith(8L * 22);
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(life).extracting(record -> headers(record).get("ce_id")).doesNotHaveDuplicates();
    }

    @Test
    void aPlaceInTheQueueHasEstimatesOnceCostsAreKnown() throws Exception {
        Queued unknown = queued(encoder.queued(task, new Placement.Queued(4, 0, 0), NOW_MS));
        Queued known = queued(encoder.queued(task, new Placement.Queued(4, 70, 90), NOW_MS));

        assertThat(unknown.getPosition()).isEqualTo(4);
        assertThat(unknown.hasEstimatedStartMs() || unknown.hasEstimatedFinishMs()).isFalse();
        assertThat(known.getEstimatedStartMs()).isEqualTo(70);
        assertThat(known.getEstimatedFinishMs()).isEqualTo(90);
        assertThat(known.getFollows()).isEmpty();
    }

    @Test
    void aFollowerNamesTheRequestItFollows() throws Exception {
        Queued queued = queued(encoder.follows(task, new TaskId("leader", 3), NOW_MS));

        assertThat(queued.getFollows()).isEqualTo("leader");
    }

    @Test
    void tellsOfPauses() throws Exception {
        GenerationEvent paused = GenerationEvent.parseFrom(encoder.paused(task, 5, NOW_MS).value());
        GenerationEvent resumed =
                GenerationEvent.parseFrom(encoder.resumed(task, 6, NOW_MS).value());

        assertThat(paused.getPaused().getStep()).isEqualTo(5);
        assertThat(resumed.getResumed().getStep()).isEqualTo(6);
    }

    @Test
    void aStepTakenAgainRepeatsItsEvent() {
        assertThat(
                        headers(encoder.progress(task, 7, StepCacheReport.NONE, NOW_MS + 9))
                                .get("ce_id"))
                .isEqualTo(
                        headers(encoder.progress(task, 7, StepCacheReport.NONE, NOW_MS))
                                .get("ce_id"));
    }

    @Test
    void tellsOfRepeatedRequests() throws Exception {
        OutboundRecord reused = encoder.idReused(task, "the prompt differs", NOW_MS);

        assertThat(GenerationEvent.parseFrom(encoder.duplicate(task, NOW_MS).value()))
                .matches(GenerationEvent::hasDuplicate);
        assertThat(GenerationEvent.parseFrom(reused.value()).getIdReused().getMessage())
                .isEqualTo("the prompt differs");
    }

    private static Queued queued(OutboundRecord record) throws Exception {
        return GenerationEvent.parseFrom(record.value()).getQueued();
    }
}
