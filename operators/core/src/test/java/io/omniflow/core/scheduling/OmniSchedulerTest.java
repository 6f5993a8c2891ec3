package io.omniflow.core.scheduling;

import static io.omniflow.core.scheduling.Scheduling.config;
import static io.omniflow.core.scheduling.Scheduling.id;
import static io.omniflow.core.scheduling.Scheduling.idle;
import static io.omniflow.core.scheduling.Scheduling.releaseAll;
import static io.omniflow.core.scheduling.Scheduling.report;
import static io.omniflow.core.scheduling.Scheduling.running;
import static io.omniflow.core.scheduling.Scheduling.urgent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.Scheduling.TaskBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OmniSchedulerTest {

    private static final String[] STRICT = {"strict", "true"};

    private long sequence;

    // -- slots

    @Test
    void releasesNothingWithoutSlots() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("a"));

        assertThat(scheduler.next(0)).isEmpty();
        assertThat(scheduler.queueSize()).isEqualTo(1);
    }

    @Test
    void aReportThatWasOutdatedOrRepeatedFreesNothing() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 1), 0);
        List.of("a", "b", "c").forEach(name -> add(scheduler, task(name)));
        assertThat(releaseAll(scheduler, 0)).containsExactly("a");

        scheduler.report(idle(0, 1), 0);
        assertThat(scheduler.next(0)).isEmpty();

        SlotReport newer = report(0, 0, 7, new SlotCounts(1, 1, 0, 0, 1, 0));
        scheduler.report(newer, 0);
        scheduler.report(newer, 0);
        scheduler.report(report(0, 0, 6, new SlotCounts(1, 1, 0, 0, 0, 0)), 0);
        assertThat(releaseAll(scheduler, 0)).containsExactly("b");
    }

    @Test
    void aNewAttemptStartsFromWhatItRestored() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 2), 0);
        List.of("a", "b", "c", "d").forEach(name -> add(scheduler, task(name)));
        assertThat(releaseAll(scheduler, 0)).containsExactly("a", "b");

        scheduler.report(report(0, 1, 0, new SlotCounts(2, 2, 0, 1, 0, 0)), 0);
        assertThat(releaseAll(scheduler, 0)).containsExactly("c");
        assertThat(scheduler.locate(id("a"))).isEmpty();

        scheduler.report(report(0, 0, 99, new SlotCounts(2, 2, 0, 0, 2, 0)), 0);
        assertThat(scheduler.next(0)).isEmpty();
    }

    @Test
    void whatAWorkerGivesUpMovesToAnotherWithAFreeSlotAndTakesIt() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 3), 0);
        assertThat(scheduler.move(0, "key")).isEmpty();
        scheduler.report(idle(1, 1), 0);
        scheduler.report(idle(2, 2), 0);

        assertThat(scheduler.move(0, "key")).contains(2);
        assertThat(scheduler.freeSlots()).isEqualTo(5);
        scheduler.move(0, "key");
        assertThat(scheduler.move(0, "key")).isPresent();
        assertThat(scheduler.move(0, "key")).isEmpty();
        assertThat(scheduler.freeSlots()).isEqualTo(3);
    }

    @Test
    void tasksWithoutASlotTakeRoom() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(report(0, 0, 0, new SlotCounts(3, 3, 0, 0, 0, 2)), 0);
        List.of("a", "b").forEach(name -> add(scheduler, task(name)));

        assertThat(releaseAll(scheduler, 0)).containsExactly("a");
    }

    @Test
    void aWorkerAboveItsCapacityAfterARescaleGetsNothing() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(report(0, 0, 0, new SlotCounts(2, 2, 1, 5, 1, 0)), 0);
        add(scheduler, task("high").priority(Priority.HIGH));

        assertThat(scheduler.next(0)).isEmpty();
        assertThat(scheduler.freeSlots()).isZero();
    }

    @Test
    void aWorkerWhoseModelIsNotLoadedGetsNothingNotEvenUrgent() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 0, 1, 0, 0, 0)), 0);
        add(scheduler, task("high").priority(Priority.HIGH));

        assertThat(scheduler.next(0)).isEmpty();
    }

    @Test
    void onlyUrgentTasksTakeTheOvercommitAndNoMoreThanSlots() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY, STRICT);
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 1, 2, 0, 0, 0)), 0);
        add(scheduler, task("low").priority(Priority.LOW));
        add(scheduler, task("normal"));
        assertThat(releaseAll(scheduler, 0)).containsExactly("normal");

        add(scheduler, task("high").priority(Priority.HIGH));
        add(scheduler, task("high2").priority(Priority.HIGH));
        Release release = scheduler.next(0).orElseThrow();
        assertThat(release.terms().urgent()).isTrue();
        assertThat(release.task().id()).isEqualTo(id("high"));
        assertThat(scheduler.next(0)).isEmpty();

        scheduler.report(
                report(
                        0,
                        0,
                        1,
                        new SlotCounts(1, 1, 2, 0, 1, 0),
                        running("normal", "print-normal", 1)),
                0);
        assertThat(releaseAll(scheduler, 0)).containsExactly("high2");
    }

    @Test
    void aShortTaskOfClassHighPausesALongOneAndNotOneOfItsLength() {
        OmniScheduler scheduler = scheduler(SchedulerType.COMPOSED);
        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 1, 2, 0, 0, 0)), 0);
        add(scheduler, task("long").priority(Priority.HIGH).steps(1_000));
        assertThat(releaseAll(scheduler, 0)).containsExactly("long");
        add(scheduler, task("as long").priority(Priority.HIGH).steps(1_100));
        assertThat(scheduler.next(0)).isEmpty();

        add(scheduler, task("short").priority(Priority.HIGH).steps(10));
        Release release = scheduler.next(0).orElseThrow();
        assertThat(release.task().id()).isEqualTo(id("short"));
        assertThat(release.terms().urgent()).isTrue();
    }

    @Test
    void whatBeganBeforeCostsWereKnownIsNotPausedByItsEquals() {
        OmniScheduler scheduler = scheduler(SchedulerType.COMPOSED);
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 1, 2, 0, 0, 0)), 0);
        add(scheduler, task("first"));
        assertThat(releaseAll(scheduler, 0)).containsExactly("first");

        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        add(scheduler, task("second"));
        assertThat(scheduler.next(0)).isEmpty();
    }

    @Test
    void theLastHalfOfTheOvercommitIsKeptForClassHigh() {
        OmniScheduler scheduler = scheduler(SchedulerType.COMPOSED);
        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        scheduler.report(
                report(0, 0, 0, new SlotCounts(1, 1, 2, 2, 0, 0), running("r", "r", 1)), 0);
        add(scheduler, task("normal"));
        assertThat(scheduler.next(0)).isEmpty();

        add(scheduler, task("high").priority(Priority.HIGH));
        assertThat(releaseAll(scheduler, 0)).containsExactly("high");
    }

    @Test
    void nothingIsUrgentWithoutPreemption() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY, "preemption", "false");
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 1, 1, 0, 0, 0)), 0);
        add(scheduler, task("a").priority(Priority.HIGH));
        add(scheduler, task("b").priority(Priority.HIGH));

        assertThat(scheduler.next(0).orElseThrow().terms().urgent()).isFalse();
        assertThat(scheduler.next(0)).isEmpty();
    }

    @Test
    void aDeadlineThatWaitingWouldCostIsUrgent() {
        OmniScheduler scheduler = scheduler(SchedulerType.DEADLINE);
        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        scheduler.report(
                report(0, 0, 0, new SlotCounts(1, 1, 1, 1, 0, 0), running("r", "r", 5)), 0);
        add(scheduler, task("relaxed").deadline(10_000));
        assertThat(scheduler.next(0)).isEmpty();

        add(scheduler, task("close").deadline(149));
        Release release = scheduler.next(0).orElseThrow();
        assertThat(release.task().id()).isEqualTo(id("close"));
        assertThat(release.terms().urgent()).isTrue();
    }

    // -- routing

    @Test
    void workIsSpreadOverWorkersEvenly() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 4), 0);
        scheduler.report(idle(1, 4), 0);
        List<Integer> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            add(scheduler, task("t" + i).cacheKey("key" + i));
            workers.add(scheduler.next(0).orElseThrow().worker());
        }
        assertThat(workers).containsExactlyInAnyOrder(0, 1, 0, 1, 0, 1);
    }

    @Test
    void theWorkerOfTheNeighbourhoodComesFirstWhileItHasAnIdleSlot() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(report(0, 0, 0, new SlotCounts(2, 4, 0, 0, 0, 0)), 0);
        scheduler.report(report(1, 0, 0, new SlotCounts(2, 4, 0, 0, 0, 0)), 0);
        List<Integer> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            add(scheduler, task("t" + i).cacheKey("same"));
            workers.add(scheduler.next(0).orElseThrow().worker());
        }
        assertThat(workers.get(1)).isEqualTo(workers.get(0));
        assertThat(workers.get(2)).isNotEqualTo(workers.get(0));
    }

    @Test
    void anUrgentTaskGoesWhereItNeedNotWaitForAnotherUrgentOne() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(report(0, 0, 0, new SlotCounts(1, 3, 1, 1, 0, 0), urgent("other", 0)), 0);
        scheduler.report(
                report(1, 0, 0, new SlotCounts(1, 2, 1, 1, 0, 0), running("r", "r", 1)), 0);
        add(scheduler, task("high").priority(Priority.HIGH));

        assertThat(scheduler.next(0).orElseThrow().worker()).isEqualTo(1);
    }

    // -- limits

    @Test
    void aFullQueueNamesTheLimit() {
        OmniScheduler scheduler =
                scheduler(
                        SchedulerType.FIFO,
                        "max-queue-size",
                        "5",
                        "max-queue-size-high",
                        "2",
                        "max-queue-size-per-tenant",
                        "3");
        add(scheduler, task("a").priority(Priority.HIGH).tenant("t"));
        add(scheduler, task("b").tenant("t").fingerprint("print-a"));

        scheduler.checkRoomFor(1, Priority.HIGH, "t");
        assertThatThrownBy(() -> scheduler.checkRoomFor(2, Priority.HIGH, "u"))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL))
                .hasMessageContaining("'shapes'")
                .hasMessageContaining("2 waiting tasks of class HIGH");
        assertThatThrownBy(() -> scheduler.checkRoomFor(2, Priority.LOW, "t"))
                .hasMessageContaining("3 waiting tasks of tenant 't'");
        assertThatThrownBy(() -> scheduler.checkRoomFor(Integer.MAX_VALUE, Priority.LOW, "u"))
                .hasMessageContaining("5 waiting tasks;");
    }

    // -- twins

    @Test
    void aTwinOfAWaitingTaskIsReleasedWithItByTheMostUrgent() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY, STRICT);
        add(scheduler, task("low").priority(Priority.LOW).fingerprint("f"));
        add(scheduler, task("normal"));
        assertThat(add(scheduler, task("high").priority(Priority.HIGH).fingerprint("f")))
                .isEqualTo(new Placement.Follows(id("low")));
        scheduler.report(idle(0, 5), 0);

        Release release = scheduler.next(0).orElseThrow();
        assertThat(release.task().id()).isEqualTo(id("high"));
        assertThat(release.followers()).extracting(WaitingTask::id).containsExactly(id("low"));
        assertThat(releaseAll(scheduler, 0)).containsExactly("normal");
        assertThat(scheduler.freeSlots()).isEqualTo(3);
    }

    @Test
    void aTwinOfADispatchedTaskGoesToItsWorkerAtOnce() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(3, 1), 0);
        add(scheduler, task("leader").fingerprint("f"));
        scheduler.next(0);

        assertThat(add(scheduler, task("twin").fingerprint("f")))
                .isEqualTo(new Placement.Attached(id("leader"), 3));
        assertThat(scheduler.queueSize()).isZero();
        assertThat(scheduler.locate(id("twin"))).contains(new Location(3, "key"));
    }

    @Test
    void afterARestoreReportsTellTwinsWhereToGo() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("twin").fingerprint("f"));
        add(scheduler, task("other"));

        List<Attachment> attachments =
                scheduler.report(
                        report(
                                2,
                                1,
                                0,
                                new SlotCounts(1, 1, 0, 1, 0, 0),
                                running("leader", "f", 4)),
                        0);

        assertThat(attachments).hasSize(1);
        assertThat(attachments.get(0).task().id()).isEqualTo(id("twin"));
        assertThat(attachments.get(0).leader()).isEqualTo(id("leader"));
        assertThat(attachments.get(0).worker()).isEqualTo(2);
        assertThat(scheduler.queueSize()).isEqualTo(1);
    }

    @Test
    void aLeaderThatIsRemovedLeavesItsPlaceToItsFollower() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("leader").fingerprint("f"));
        add(scheduler, task("follower").fingerprint("f"));
        scheduler.report(idle(0, 5), 0);

        assertThat(scheduler.remove(id("leader"))).isPresent();
        assertThat(releaseAll(scheduler, 0)).containsExactly("follower");
    }

    @Test
    void whatAReportListedAndTheNextDoesNotHasEnded() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 1), 0);
        add(scheduler, task("a").fingerprint("f"));
        scheduler.next(0);
        scheduler.report(
                report(0, 0, 1, new SlotCounts(1, 1, 0, 0, 0, 0), running("a", "f", 1)), 0);
        assertThat(scheduler.locate(id("a"))).isPresent();

        scheduler.report(report(0, 0, 2, new SlotCounts(1, 1, 0, 0, 1, 0)), 0);
        assertThat(scheduler.locate(id("a"))).isEmpty();
        assertThat(add(scheduler, task("b").fingerprint("f"))).isInstanceOf(Placement.Queued.class);
    }

    @Test
    void whatCanOnlyHaveEndedUnseenIsForgotten() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 2), 0);
        add(scheduler, task("a"));
        add(scheduler, task("b"));
        releaseAll(scheduler, 0);
        scheduler.report(
                report(0, 0, 1, new SlotCounts(2, 2, 0, 0, 1, 0), running("b", "f", 1)), 0);

        assertThat(scheduler.locate(id("a"))).isEmpty();
        assertThat(scheduler.locate(id("b"))).isPresent();
    }

    // -- expiry

    @Test
    void expiresByDeadlineByTimeoutAndByReach() {
        OmniScheduler scheduler = scheduler(SchedulerType.DEADLINE, "request-timeout", "1 s");
        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        add(scheduler, task("late").deadline(50).steps(1));
        add(scheduler, task("unreachable").deadline(250));
        add(scheduler, task("waits"));

        assertThat(scheduler.expire(40)).isEmpty();
        assertThat(scheduler.expire(150))
                .extracting(Expiry::reason)
                .containsExactly(Expiry.Reason.DEADLINE_PASSED);
        assertThat(scheduler.expire(151))
                .extracting(Expiry::reason)
                .containsExactly(Expiry.Reason.DEADLINE_OUT_OF_REACH);
        assertThat(scheduler.expire(999)).isEmpty();
        assertThat(scheduler.expire(1_000))
                .extracting(Expiry::reason)
                .containsExactly(Expiry.Reason.REQUEST_TIMEOUT);
        assertThat(scheduler.queueSize()).isZero();
    }

    @Test
    void nothingExpiresOnIgnoranceAndReachCountsOnlyWhereDeadlinesOrder() {
        for (SchedulerType type : SchedulerType.values()) {
            OmniScheduler scheduler = scheduler(type);
            add(scheduler, task("a").deadline(10));
            assertThat(scheduler.expire(9)).isEmpty();
        }
        OmniScheduler fifo = scheduler(SchedulerType.FIFO);
        fifo.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        add(fifo, task("a").deadline(10));
        assertThat(fifo.expire(9)).isEmpty();
    }

    @Test
    void whatHasExpiredIsNotReleasedAndStaysUntilItIsTaken() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("late").deadline(10));
        add(scheduler, task("good"));
        scheduler.report(idle(0, 5), 0);

        assertThat(releaseAll(scheduler, 10)).containsExactly("good");
        assertThat(scheduler.queueSize()).isEqualTo(1);
        assertThat(scheduler.expire(10)).extracting(Expiry::task).hasSize(1);
        assertThat(scheduler.queueSize()).isZero();
    }

    // -- estimates

    @Test
    void estimatesFromWhatWaitsAndWhatRuns() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        assertThat(add(scheduler, task("unknown"))).isEqualTo(new Placement.Queued(0, 0, 0));

        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        scheduler.report(
                report(0, 0, 0, new SlotCounts(1, 1, 0, 1, 0, 0), running("r", "r", 4)), 0);
        assertThat(scheduler.enqueue(task("b").build(), 1_000))
                .isEqualTo(new Placement.Queued(1, 1_160, 1_260));
    }

    @Test
    void expectsAnUrgentTaskToStartInThePlaceOfAnother() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(Scheduling.cost(9, Scheduling.SHAPE, 1, 100, 1_000), 0);
        scheduler.report(
                report(0, 0, 0, new SlotCounts(1, 1, 1, 1, 0, 0), running("r", "r", 4)), 0);

        assertThat(scheduler.enqueue(task("high").priority(Priority.HIGH).build(), 1_000))
                .isEqualTo(new Placement.Queued(0, 1_000, 1_100));
        assertThat(scheduler.enqueue(task("low").priority(Priority.LOW).build(), 1_000))
                .isNotEqualTo(new Placement.Queued(0, 1_000, 1_100));
    }

    @Test
    void followersOnAWorkerTakeRoomInTheQueue() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO, "max-queue-size", "2");
        scheduler.report(idle(0, 1), 0);
        add(scheduler, task("leader").fingerprint("f"));
        assertThat(releaseAll(scheduler, 0)).containsExactly("leader");
        assertThat(add(scheduler, task("one").fingerprint("f")))
                .isInstanceOf(Placement.Attached.class);
        scheduler.checkRoomFor(1, Priority.NORMAL, "");
        add(scheduler, task("two").fingerprint("f"));

        assertThatThrownBy(() -> scheduler.checkRoomFor(1, Priority.NORMAL, ""))
                .isInstanceOf(QueueFullException.class);
        scheduler.report(report(0, 0, 9, new SlotCounts(1, 1, 0, 0, 1, 0)), 0);
        scheduler.checkRoomFor(2, Priority.NORMAL, "");
    }

    // -- control and status

    @Test
    void pausesAndResumes() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(idle(0, 5), 0);
        add(scheduler, task("a"));
        scheduler.pause();
        assertThat(scheduler.next(0)).isEmpty();
        assertThat(scheduler.memory().paused()).isTrue();

        OmniScheduler restored = scheduler(SchedulerType.FIFO);
        restored.restore(scheduler.memory());
        assertThat(restored.status().paused()).isTrue();

        scheduler.resume();
        assertThat(releaseAll(scheduler, 0)).containsExactly("a");
    }

    @Test
    void aNewConfigurationOrdersWhatWaits() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("low").priority(Priority.LOW));
        add(scheduler, task("high").priority(Priority.HIGH));
        scheduler.configure(config(SchedulerType.PRIORITY, "strict", "true", "max-pauses", "7"));
        scheduler.report(idle(0, 5), 0);

        Release release = scheduler.next(0).orElseThrow();
        assertThat(release.task().id()).isEqualTo(id("high"));
        assertThat(release.terms().maxPauses()).isEqualTo(7);
    }

    @Test
    void aTaskWaitsOnce() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        add(scheduler, task("a"));

        assertThatThrownBy(() -> add(scheduler, task("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a#0");
    }

    @Test
    void totalsAreTheDifferencesOfReportsOnTopOfWhatWasRestored() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.restore(
                new SchedulerMemory(Map.of(), Map.of(), List.of(), totals(10, 1, 2), 0, false));
        scheduler.report(withTotals(0, 0, 0, totals(3, 1, 0)), 0);
        scheduler.report(withTotals(0, 0, 1, totals(5, 1, 1)), 0);
        scheduler.report(withTotals(0, 0, 1, totals(9, 9, 9)), 0);
        scheduler.report(withTotals(0, 1, 0, totals(2, 0, 0)), 0);
        scheduler.report(withTotals(1, 0, 0, totals(1, 0, 0)), 0);

        assertThat(scheduler.memory().totals()).isEqualTo(totals(18, 2, 3));
        assertThat(scheduler.status().totals()).isEqualTo(totals(18, 2, 3));
    }

    @Test
    void statusShowsSizesTheOldestAndTheLargestTenants() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        for (int i = 0; i < 20; i++) {
            add(scheduler, task("t" + i).tenant("tenant" + i).arrived(100 + i));
        }
        add(scheduler, task("u").tenant("tenant7").arrived(90).priority(Priority.LOW));
        scheduler.report(idle(3, 2), 0);

        SchedulerStatus status = scheduler.status();
        assertThat(status.queueSize()).isEqualTo(21);
        assertThat(status.queues())
                .containsEntry(Priority.HIGH, new SchedulerStatus.Queue(0, 0))
                .containsEntry(Priority.NORMAL, new SchedulerStatus.Queue(20, 100))
                .containsEntry(Priority.LOW, new SchedulerStatus.Queue(1, 90));
        assertThat(status.tenants()).hasSize(16).containsEntry("tenant7", 2);
        assertThat(status.freeSlots()).isEqualTo(2);
        assertThat(status.workers()).hasSize(1);
    }

    private TaskBuilder task(String name) {
        return Scheduling.task(name, sequence++);
    }

    private static Placement add(OmniScheduler scheduler, TaskBuilder task) {
        return scheduler.enqueue(task.build(), 0);
    }

    private static OmniScheduler scheduler(SchedulerType type, String... options) {
        return new OmniScheduler("shapes", config(type, options));
    }

    private static WorkerTotals totals(long completed, long hits, long preemptions) {
        return new WorkerTotals(Map.of(TaskStatus.COMPLETED, completed), hits, preemptions);
    }

    private static SlotReport withTotals(
            int worker, int attempt, long number, WorkerTotals totals) {
        SlotCounts none = new SlotCounts(1, 1, 0, 0, 0, 0);
        return new SlotReport(worker, attempt, number, "jvm", none, List.of(), List.of(), totals);
    }
}
