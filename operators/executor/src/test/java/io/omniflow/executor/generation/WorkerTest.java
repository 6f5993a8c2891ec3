package io.omniflow.executor.generation;

import static io.omniflow.executor.generation.WorkerFixture.twin;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.TextTotals;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.TestRecords;
import io.omniflow.v1.CacheEntry;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.worker.StepTimes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private final WorkerFixture f = WorkerFixture.ready();
    private final GenerationTask leader = task("leader", Priority.NORMAL);
    private final GenerationTask first = twin(leader, "first");
    private final GenerationTask second = twin(leader, "second");

    @Test
    void equalTasksShareAGenerationAndEachHasItsOwnOutcome() {
        f.worker.obey(f.run(leader));
        f.worker.began(leader.id());
        f.advanceTo(1_100);
        f.worker.obey(f.attach(first, leader.id()));
        f.advanceTo(1_500);
        assertThat(f.submitted).hasSize(1);
        f.finish(leader.id(), (byte) 1);

        assertThat(f.output.main()).extracting(TaskOutcome::task).containsExactly(leader, first);
        TaskOutcome led = f.output.main().get(0);
        TaskOutcome followed = f.output.main().get(1);
        assertThat(led.cache()).isEqualTo(CacheReport.MISS);
        assertThat(led.timings().stepsMs()).isZero();
        assertThat(followed.cache()).isEqualTo(CacheReport.shared(leader.fingerprint(), 20));
        assertThat(followed.output()).isSameAs(led.output());
        assertThat(followed.timings().queuedMs()).isEqualTo(7);
        assertThat(f.output.side(SideOutputs.CACHE_ENTRIES)).hasSize(1);
        assertThat(f.report().counts().completed()).isEqualTo(1);
        assertThat(f.report().counts().extra()).isZero();
        assertThat(f.report().totals().ended()).containsEntry(TaskStatus.COMPLETED, 2L);
    }

    @Test
    void whatTheCacheDidNotAnswerSharesOneGenerationAboveTheCapacity() {
        f.worker.obey(f.run(first, false, RunTerms.DEFAULT));
        f.worker.obey(f.run(second, false, RunTerms.DEFAULT));
        assertThat(f.submitted).containsOnlyKeys(first.id());
        assertThat(f.report().counts().extra()).isEqualTo(1);
        f.finish(first.id(), (byte) 1);
        f.worker.obey(f.run(leader, false, RunTerms.DEFAULT));

        assertThat(f.output.main())
                .extracting(TaskOutcome::task)
                .containsExactly(first, second, leader);
        assertThat(f.report().counts().completed()).isZero();
        assertThat(f.report().counts().extra()).isZero();
    }

    @Test
    void aFollowerFindsItsTwinWhoeverLeads() {
        f.worker.obey(f.run(leader));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.obey(f.cancel(leader));
        f.worker.obey(f.attach(second, first.id()));
        f.worker.obey(f.attach(twin(leader, "third"), task("gone", Priority.LOW).id()));

        assertThat(f.submitted).hasSize(1);
        assertThat(f.report().running().get(0).id()).isEqualTo(first.id());
        assertThat(f.report().running().get(0).followers())
                .extracting(id -> id.requestId())
                .containsExactly("second", "third");
    }

    @Test
    void oneThatComesTooLateGetsTheLastOutput() {
        f.worker.obey(f.run(leader));
        f.finish(leader.id(), (byte) 9);
        f.worker.obey(f.attach(first, leader.id()));

        assertThat(f.submitted).isEmpty();
        assertThat(f.output.main().get(1).task()).isEqualTo(first);
        assertThat(f.output.main().get(1).output().data()).containsExactly(9);
        assertThat(f.output.main().get(1).cache().kind()).isEqualTo(CacheReport.Kind.SHARED);
        assertThat(f.report().counts().completed()).isEqualTo(1);
    }

    @Test
    void oneWhoseTwinIsNowhereRunsWithoutASlot() {
        f.worker.obey(f.attach(first, leader.id()));
        assertThat(f.submitted).containsOnlyKeys(first.id());
        assertThat(f.report().counts().extra()).isEqualTo(1);
        f.finish(first.id(), (byte) 1);

        assertThat(f.output.main().get(0).cache()).isEqualTo(CacheReport.MISS);
        assertThat(f.report().counts().extra()).isZero();
        assertThat(f.report().counts().completed()).isZero();
    }

    @Test
    void aFailureFailsEveryMember() {
        f.worker.obey(f.run(leader));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.failed(
                leader.id(),
                new CoreModuleException(ErrorCode.NOT_FINITE, "not finite"),
                f.times());

        assertThat(f.output.main())
                .allSatisfy(o -> assertThat(o.error().code()).isEqualTo(ErrorCode.NOT_FINITE))
                .extracting(TaskOutcome::status)
                .containsExactly(TaskStatus.FAILED, TaskStatus.FAILED);
        f.worker.obey(f.attach(second, leader.id()));
        assertThat(f.submitted).containsKey(second.id());
    }

    @Test
    void cancellingEndsOneMemberAndWithTheLastOneTheGeneration() {
        f.worker.obey(f.run(leader, true, WorkerFixture.URGENT));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.obey(f.attach(second, leader.id()));
        f.worker.obey(f.cancel(first));
        f.worker.obey(f.cancel(leader));
        assertThat(f.output.main()).extracting(TaskOutcome::task).containsExactly(first, leader);
        assertThat(f.cancelled).isEmpty();
        assertThat(f.report().counts().completed()).isZero();

        f.worker.obey(f.cancel(second));
        f.worker.obey(f.cancel(second));
        f.worker.obey(f.cancel(task("unknown", Priority.LOW)));
        f.finish(leader.id(), (byte) 1);

        assertThat(f.cancelled).containsExactly(leader.id());
        assertThat(f.output.main()).hasSize(3);
        assertThat(f.output.main())
                .allSatisfy(o -> assertThat(o.status()).isEqualTo(TaskStatus.CANCELLED));
        assertThat(f.report().counts().completed()).isEqualTo(1);
        assertThat(f.output.side(SideOutputs.CACHE_ENTRIES)).isEmpty();
    }

    @Test
    void eachMemberExpiresByItsOwnDeadline() {
        GenerationTask hurried = leader.withDeadline(2_000);
        GenerationTask patient = first.withDeadline(3_000);
        f.worker.obey(f.run(hurried));
        f.worker.obey(f.attach(patient, leader.id()));
        f.worker.obey(f.attach(second, leader.id()));
        f.worker.began(leader.id());
        f.advanceTo(2_000);

        assertThat(f.output.main()).extracting(TaskOutcome::task).containsExactly(hurried);
        assertThat(f.output.main().get(0).status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(f.output.main().get(0).error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        f.advanceTo(3_000);
        assertThat(f.output.main()).hasSize(2);
        f.finish(leader.id(), (byte) 1);
        assertThat(f.output.main().get(2).task()).isEqualTo(second);
        assertThat(f.output.main().get(2).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void whoHasALaterDeadlineGoesOnWhenTheLoopGivesUp() {
        GenerationTask hurried = leader.withDeadline(2_000);
        f.worker.obey(f.run(hurried));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.began(leader.id());
        f.progress(leader.id(), 5);
        f.submitted.clear();
        f.worker.failed(
                leader.id(),
                new CoreModuleException(ErrorCode.DEADLINE_EXCEEDED, "too late"),
                f.times());

        assertThat(f.output.main()).extracting(TaskOutcome::task).containsExactly(hurried);
        assertThat(f.submitted.get(leader.id()).from().step()).isEqualTo(5);
        assertThat(f.submitted.get(leader.id()).task().deadlineMs()).isZero();
        f.finish(leader.id(), (byte) 1);
        assertThat(f.output.main().get(1).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(f.report().counts().completed()).isEqualTo(1);
    }

    @Test
    void theLoopKnowsTheLatestDeadlineOfThoseItServes() throws IOException {
        f.worker.obey(f.run(leader.withDeadline(2_000)));
        f.worker.obey(f.attach(first.withDeadline(3_000), leader.id()));
        assertThat(f.submitted.get(leader.id()).task().deadlineMs()).isEqualTo(2_000);
        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), 1_000);
        next.worker.judged(VerdictEvent.NOBODY);

        assertThat(next.submitted.get(leader.id()).task().deadlineMs()).isEqualTo(3_000);
    }

    @Test
    void everyMemberHearsOfEveryEvent() throws IOException {
        f.worker.obey(f.run(leader));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.began(leader.id());
        f.progress(leader.id(), 4);
        f.worker.paused(leader.id(), 5, 1);
        f.worker.obey(f.attach(second, leader.id()));
        f.worker.resumed(leader.id(), 5);

        for (GenerationTask member : List.of(leader, first)) {
            assertThat(f.events(member))
                    .extracting(GenerationEvent::getEventCase)
                    .containsExactly(
                            GenerationEvent.EventCase.STARTED,
                            GenerationEvent.EventCase.PROGRESS,
                            GenerationEvent.EventCase.PAUSED,
                            GenerationEvent.EventCase.RESUMED);
            assertThat(f.events(member))
                    .isSortedAccordingTo((a, b) -> Long.compare(a.getSequence(), b.getSequence()));
        }
        assertThat(f.events(second))
                .extracting(GenerationEvent::getEventCase)
                .containsExactly(
                        GenerationEvent.EventCase.STARTED, GenerationEvent.EventCase.RESUMED);
        assertThat(f.events(second).get(0).getStarted().getStep()).isEqualTo(5);
    }

    @Test
    void eachMemberIsShownThePreviewsThatItAskedFor() throws IOException {
        GenerationTask three = first.withPreviews(3);
        GenerationTask one = second.withPreviews(1);
        f.worker.obey(f.run(leader));
        assertThat(f.submitted.get(leader.id()).previews().count()).isZero();
        f.worker.obey(f.attach(three, leader.id()));
        assertThat(f.shown.get(leader.id()).steps()).containsExactly(5, 10, 15);
        f.worker.obey(f.attach(one, leader.id()));
        assertThat(f.shown.get(leader.id()).steps()).containsExactly(5, 10, 15);
        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), 1_000);
        next.worker.judged(VerdictEvent.NOBODY);
        assertThat(next.submitted.get(leader.id()).previews().steps()).containsExactly(5, 10, 15);

        for (int step : new int[] {5, 10, 15}) {
            f.worker.shown(leader.id(), new Preview(step, new byte[] {(byte) step}, "x/y", 1, 1));
        }

        assertThat(f.events(leader)).isEmpty();
        assertThat(f.events(three))
                .extracting(event -> event.getPartialImage().getPartialImageIndex())
                .containsExactly(0, 1, 2);
        assertThat(f.events(one))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getPartialImage().getStep()).isEqualTo(10);
                            assertThat(event.getPartialImage().getSteps()).isEqualTo(20);
                            assertThat(event.getPartialImage().getData().byteAt(0))
                                    .isEqualTo((byte) 10);
                        });
    }

    @Test
    void completedTextsAreCountedByTheirTokens() {
        GenerationTask other = task("other", Priority.NORMAL);
        f.worker.obey(f.run(leader));
        f.worker.obey(f.run(other));
        f.finish(other.id(), (byte) 1);
        assertThat(f.report().texts()).isEqualTo(TextTotals.NONE);

        TextReport written = new TextReport(FinishReason.STOP, 3, 12, 0, List.of());
        f.worker.finished(
                leader.id(), Output.ofText("a ring", written, List.of()), new StepTimes(1, 2, 3));
        assertThat(f.report().texts()).isEqualTo(new TextTotals(1, 12));
    }

    /** A text may have far fewer tokens than were asked for: only those are spared. */
    @Test
    void whoeverSharesATextIsSparedItsTokens() throws IOException {
        TextReport written = new TextReport(FinishReason.STOP, 3, 12, 0, List.of());
        Output text = Output.ofText("a ring", written, List.of());
        f.worker.obey(f.run(leader));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.finished(leader.id(), text, new StepTimes(1, 2, 3));
        f.worker.obey(f.attach(second, leader.id()));

        assertThat(f.output.main())
                .extracting(outcome -> outcome.cache().stepsReused())
                .containsExactly(0, 12, 12);
        CacheEntry entry =
                CacheEntry.parseFrom(f.output.side(SideOutputs.CACHE_ENTRIES).get(0).value());
        assertThat(entry.getSteps()).isEqualTo(12);
    }

    @Test
    void theReportTellsWhatIsHeldAndWhatWasDone() {
        StepCost cost = new StepCost(new Shape(32, 32, true), 1, 3, 30);
        f.worker.obey(f.run(leader));
        f.worker.obey(f.run(task("other", Priority.NORMAL)));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.obey(new WorkerCommand.SlotReturn(second.id(), "k", 0));
        f.worker.began(leader.id());
        f.worker.measured(List.of(cost));
        f.worker.paused(leader.id(), 3, 0);
        f.worker.resumed(leader.id(), 3);
        f.worker.paused(leader.id(), 4, 1);

        SlotReport report = f.report();
        assertThat(report.counts()).isEqualTo(new SlotCounts(2, 3, 16, 0, 1, 0));
        assertThat(report.costs()).containsExactly(cost);
        assertThat(report.totals().cacheHits()).isEqualTo(1);
        assertThat(report.totals().preemptions()).isEqualTo(1);
        assertThat(report.totals().ended()).isEqualTo(Map.of(TaskStatus.COMPLETED, 1L));
        assertThat(report.running()).hasSize(2);
        assertThat(report.running().get(0).state()).isEqualTo(RunState.PAUSED);
        assertThat(report.running().get(0).step()).isEqualTo(4);
        assertThat(report.running().get(0).followers()).containsExactly(first.id());
        assertThat(report.running().get(1).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void aRestoredGenerationKeepsItsMembersItsSlotAndItsPauses() throws IOException {
        f.worker.obey(f.run(leader, true, WorkerFixture.URGENT));
        f.worker.obey(f.attach(first, leader.id()));
        f.worker.obey(f.attach(second, leader.id()));
        f.worker.began(leader.id());
        f.progress(leader.id(), 6);
        f.worker.paused(leader.id(), 6, 2);
        f.worker.obey(f.cancel(leader));
        List<InFlight> state = f.worker.inFlight();

        WorkerFixture next = WorkerFixture.restored(state, 5_000);
        assertThat(next.report().counts().heldAtOpen()).isEqualTo(1);
        assertThat(next.report().running().get(0).level()).isEqualTo(WorkerFixture.URGENT.level());
        assertThat(next.report().counts().capacity()).isZero();
        next.worker.judged(VerdictEvent.NOBODY);
        var submission = next.submitted.get(first.id());
        assertThat(submission.from().step()).isEqualTo(6);
        assertThat(submission.pauses()).isEqualTo(2);
        assertThat(submission.terms()).isEqualTo(WorkerFixture.URGENT);
        next.finish(first.id(), (byte) 1);
        assertThat(next.output.main())
                .hasSize(2)
                .allSatisfy(
                        o -> {
                            assertThat(o.attempt()).isEqualTo(1);
                            assertThat(o.resumedFromStep()).isEqualTo(6);
                        });
    }

    @Test
    void aSnapshotIsKeptWhileTheVerdictIsOut() throws IOException {
        f.worker.obey(f.run(leader));
        f.worker.began(leader.id());
        f.progress(leader.id(), 6);
        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), 5_000);
        assertThat(next.submitted).isEmpty();

        assertThat(next.worker.inFlight().get(0).snapshot().step()).isEqualTo(6);
        next.worker.stopWaiting();
        assertThat(next.submitted.get(leader.id()).from().step()).isEqualTo(6);
    }

    @Test
    void aSuspectWaitsForItsTurnAndRunsAlone() throws IOException {
        GenerationTask other = task("other", Priority.NORMAL);
        f.worker.obey(f.run(leader));
        f.worker.obey(f.run(other));
        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), 5_000);
        next.worker.judged(new VerdictEvent(Map.of(leader.fingerprint(), 1), "", true));
        assertThat(next.submitted).containsOnlyKeys(other.id());
        assertThat(next.submitted.get(other.id()).alone()).isFalse();

        next.worker.judged(
                new VerdictEvent(Map.of(leader.fingerprint(), 1), leader.fingerprint(), true));
        assertThat(next.submitted.get(leader.id()).alone()).isTrue();
    }

    @Test
    void anArrivalIsASuspectToo() {
        f.worker.judged(new VerdictEvent(Map.of(leader.fingerprint(), 1), "", true));
        f.worker.obey(f.run(leader));
        assertThat(f.submitted).isEmpty();

        f.worker.judged(VerdictEvent.NOBODY);
        assertThat(f.submitted.get(leader.id()).alone()).isFalse();
    }

    @Test
    void whatKilledTwiceIsQuarantinedWithADeadLetterForEachMember() throws IOException {
        f.worker.obey(f.run(leader));
        f.worker.obey(f.attach(first, leader.id()));
        WorkerFixture next = WorkerFixture.restored(f.worker.inFlight(), 5_000);
        next.worker.judged(new VerdictEvent(Map.of(leader.fingerprint(), 2), "", true));
        next.worker.obey(next.run(second));

        assertThat(next.submitted).isEmpty();
        assertThat(next.output.main())
                .allSatisfy(o -> assertThat(o.error().code()).isEqualTo(ErrorCode.POISON))
                .extracting(TaskOutcome::task)
                .containsExactly(leader, first, second);
        assertThat(next.report().counts().completed()).isEqualTo(2);
        List<OutboundRecord> letters = next.output.side(SideOutputs.DEAD_LETTERS);
        assertThat(letters).hasSize(3);
        assertThat(new String(letters.get(1).key())).isEqualTo("first");
        GenerationRequest request = GenerationRequest.parseFrom(letters.get(1).value());
        assertThat(request.getPrompt()).isEqualTo(leader.params().prompt());
        assertThat(request.getSize()).isEqualTo("32x32");
        assertThat(request.getSeed()).isEqualTo(leader.params().seed());
        assertThat(TestRecords.headers(letters.get(1)))
                .containsEntry("omniflow.errors.code", "POISON")
                .containsEntry("traceparent", "00-1");
    }
}
