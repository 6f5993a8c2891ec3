package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OmniSchedulerTest {

    private static final long NO_DEADLINE = 0;

    private long sequence;

    @Test
    void releasesNothingWithoutSlots() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.enqueue(task("a", Priority.HIGH));

        assertThat(scheduler.next()).isEmpty();
        assertThat(scheduler.queueSize()).isEqualTo(1);
    }

    @Test
    void fifoReleasesInOrderOfArrivalWhateverTheClass() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.enqueue(task("low", Priority.LOW));
        scheduler.enqueue(task("high", Priority.HIGH));
        scheduler.report(report(0, 5, 0));

        assertThat(releaseAll(scheduler)).containsExactly("low", "high");
    }

    @Test
    void priorityReleasesClassesInStrictOrderAndEachInOrderOfArrival() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.enqueue(task("low1", Priority.LOW));
        scheduler.enqueue(task("normal1", Priority.NORMAL));
        scheduler.enqueue(task("low2", Priority.LOW));
        scheduler.enqueue(task("high1", Priority.HIGH));
        scheduler.enqueue(task("normal2", Priority.NORMAL));
        scheduler.report(report(0, 10, 0));

        assertThat(releaseAll(scheduler))
                .containsExactly("high1", "normal1", "normal2", "low1", "low2");
    }

    @Test
    void aReportThatWasOutdatedOrRepeatedFreesNothing() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(report(0, 1, 0));
        scheduler.enqueue(task("a", Priority.NORMAL));
        scheduler.enqueue(task("b", Priority.NORMAL));
        scheduler.enqueue(task("c", Priority.NORMAL));
        assertThat(releaseAll(scheduler)).containsExactly("a");

        scheduler.report(report(0, 1, 0));
        assertThat(scheduler.next()).isEmpty();

        SlotReport newer = new SlotReport(0, 0, 7, 1, 0, 0, 1, List.of());
        scheduler.report(newer);
        scheduler.report(newer);
        scheduler.report(new SlotReport(0, 0, 6, 1, 0, 0, 0, List.of()));
        assertThat(releaseAll(scheduler)).containsExactly("b");
    }

    @Test
    void aNewAttemptStartsFromWhatItRestored() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(report(0, 2, 0));
        for (String id : List.of("a", "b", "c", "d")) {
            scheduler.enqueue(task(id, Priority.NORMAL));
        }
        assertThat(releaseAll(scheduler)).containsExactly("a", "b");

        scheduler.report(new SlotReport(0, 1, 0, 2, 0, 1, 0, List.of()));
        assertThat(releaseAll(scheduler)).containsExactly("c");

        scheduler.report(new SlotReport(0, 0, 99, 2, 0, 0, 2, List.of()));
        assertThat(scheduler.next()).isEmpty();
    }

    @Test
    void workIsSpreadOverWorkersEvenly() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.report(report(0, 4, 0));
        scheduler.report(report(1, 4, 0));
        List<Integer> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            scheduler.enqueue(task("t" + i, Priority.NORMAL));
            workers.add(scheduler.next().orElseThrow().worker());
        }
        assertThat(workers).containsExactlyInAnyOrder(0, 1, 0, 1, 0, 1);
    }

    @Test
    void onlyAHighTaskMayTakeTheOvercommit() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(new SlotReport(0, 0, 0, 1, 1, 0, 0, List.of()));
        scheduler.enqueue(task("low", Priority.LOW));
        scheduler.enqueue(task("normal", Priority.NORMAL));
        assertThat(releaseAll(scheduler)).containsExactly("normal");

        scheduler.enqueue(task("high", Priority.HIGH));
        scheduler.enqueue(task("high2", Priority.HIGH));
        assertThat(releaseAll(scheduler)).containsExactly("high");
    }

    @Test
    void aWorkerAboveItsCapacityAfterARescaleGetsNothing() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.report(new SlotReport(0, 0, 0, 2, 1, 5, 1, List.of()));
        scheduler.enqueue(task("high", Priority.HIGH));

        assertThat(scheduler.next()).isEmpty();
        assertThat(scheduler.freeSlots()).isZero();
    }

    @Test
    void aFullQueueRefusesByName() {
        OmniScheduler scheduler =
                new OmniScheduler("shapes", new SchedulerConfig(SchedulerType.FIFO, 2, 10, 1000));
        scheduler.enqueue(task("a", Priority.NORMAL));
        scheduler.checkRoomFor(1);

        assertThatThrownBy(() -> scheduler.checkRoomFor(2))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL))
                .hasMessageContaining("shapes")
                .hasMessageContaining("2");
    }

    @Test
    void expiresWhatIsLateEarliestFirst() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.enqueue(new WaitingTask(id("late"), Priority.LOW, sequence++, 200));
        scheduler.enqueue(new WaitingTask(id("later"), Priority.LOW, sequence++, 300));
        scheduler.enqueue(new WaitingTask(id("first"), Priority.LOW, sequence++, 100));
        scheduler.enqueue(task("never", Priority.LOW));

        assertThat(scheduler.expire(99)).isEmpty();
        assertThat(scheduler.expire(200))
                .extracting(task -> task.id().requestId())
                .containsExactly("first", "late");
        assertThat(scheduler.queueSize(Priority.LOW)).isEqualTo(2);
    }

    @Test
    void countsWhatGoesBeforeANewcomer() {
        OmniScheduler priority = scheduler(SchedulerType.PRIORITY);
        OmniScheduler fifo = scheduler(SchedulerType.FIFO);
        for (OmniScheduler scheduler : List.of(priority, fifo)) {
            scheduler.enqueue(task("low", Priority.LOW));
            scheduler.enqueue(task("normal", Priority.NORMAL));
            scheduler.enqueue(task("high", Priority.HIGH));
        }

        assertThat(priority.aheadOfLast(Priority.HIGH)).isZero();
        assertThat(priority.aheadOfLast(Priority.LOW)).isEqualTo(2);
        assertThat(fifo.aheadOfLast(Priority.HIGH)).isEqualTo(2);
    }

    @Test
    void aTaskWaitsOnce() {
        OmniScheduler scheduler = scheduler(SchedulerType.FIFO);
        scheduler.enqueue(task("a", Priority.NORMAL));

        assertThatThrownBy(() -> scheduler.enqueue(task("a", Priority.LOW)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a#0");
    }

    @Test
    void statusCountsClassesAndReleases() {
        OmniScheduler scheduler = scheduler(SchedulerType.PRIORITY);
        scheduler.enqueue(task("a", Priority.HIGH));
        scheduler.enqueue(task("b", Priority.LOW));
        scheduler.report(report(3, 1, 0));
        assertThat(scheduler.next()).map(Release::worker).isEqualTo(Optional.of(3));

        SchedulerStatus status = scheduler.status();
        assertThat(status.queueSize()).isEqualTo(1);
        assertThat(status.queueSizes()).containsEntry(Priority.LOW, 1);
        assertThat(status.processed()).isEqualTo(1);
        assertThat(status.freeSlots()).isZero();
        assertThat(status.workers()).hasSize(1);
    }

    private WaitingTask task(String requestId, Priority priority) {
        return new WaitingTask(id(requestId), priority, sequence++, NO_DEADLINE);
    }

    private static TaskId id(String requestId) {
        return new TaskId(requestId, 0);
    }

    private static OmniScheduler scheduler(SchedulerType type) {
        return new OmniScheduler("m", new SchedulerConfig(type, 1_000, 1_000, 1_000));
    }

    private static SlotReport report(int worker, int capacity, long reportSequence) {
        return new SlotReport(worker, 0, reportSequence, capacity, 0, 0, 0, List.of());
    }

    private static List<String> releaseAll(OmniScheduler scheduler) {
        List<String> released = new ArrayList<>();
        for (Optional<Release> next = scheduler.next(); next.isPresent(); next = scheduler.next()) {
            released.add(next.get().task().id().requestId());
        }
        return released;
    }
}
