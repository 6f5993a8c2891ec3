package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the scheduler with lists and full scans on random histories. */
class OmniSchedulerHistoryTest {

    private static final int HISTORIES = 250;
    private static final int EVENTS = 200;
    private static final int WORKERS = 3;

    @ParameterizedTest
    @EnumSource
    void keepsItsPromises(SchedulerType type) {
        int released = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            released += new History(type, seed).play();
        }
        assertThat(released).isGreaterThan(HISTORIES * EVENTS / 10);
    }

    /** One random history; every task is in exactly one of the places that it names. */
    private static final class History {

        private final Random random;
        private final int seed;
        private SchedulerConfig config;
        private OmniScheduler scheduler;
        private final Map<TaskId, WaitingTask> waiting = new TreeMap<>(IDS);
        private final Map<Integer, Worker> workers = new TreeMap<>();
        private long sequence;
        private long now;
        private int attempts;
        private int released;
        private long completed;

        /** How many tasks ever followed one on a worker: how many do is in the total limit. */
        private int shared;

        private static final Comparator<TaskId> IDS = Comparator.comparing(TaskId::requestId);

        History(SchedulerType type, int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.config = randomConfig(type);
            this.scheduler = new OmniScheduler("m", config);
        }

        int play() {
            for (int event = 0; event < EVENTS; event++) {
                now += random.nextInt(10);
                switch (random.nextInt(14)) {
                    case 0, 1, 2, 3, 4 -> arrive();
                    case 5, 6, 7 -> complete();
                    case 8 -> advance();
                    case 9 -> cancel();
                    case 10 -> expire();
                    case 11 -> workerRestarts();
                    case 12 -> configure();
                    default -> schedulerRestarts();
                }
                releaseAll();
                check();
            }
            return released;
        }

        private SchedulerConfig randomConfig(SchedulerType type) {
            return Scheduling.config(
                    type,
                    "strict",
                    String.valueOf(random.nextBoolean()),
                    "preemption",
                    String.valueOf(random.nextInt(3) > 0),
                    "aging",
                    random.nextBoolean() ? "0" : "200",
                    "request-timeout",
                    String.valueOf(300 + random.nextInt(300)),
                    "max-queue-size",
                    "30",
                    "max-queue-size-low",
                    "8",
                    "max-queue-size-per-tenant",
                    "12");
        }

        private void arrive() {
            WaitingTask task =
                    Scheduling.task("r" + sequence, sequence++)
                            .priority(Priority.values()[random.nextInt(3)])
                            .tenant("t" + random.nextInt(3))
                            .arrived(now)
                            .deadline(random.nextBoolean() ? 0 : now + 1 + random.nextInt(300))
                            .fingerprint("f" + random.nextInt(40))
                            .cacheKey("k" + random.nextInt(5))
                            .build();
            if (!hasRoom(task)) {
                assertThatThrownBy(() -> scheduler.checkRoomFor(1, task.priority(), task.tenant()))
                        .isInstanceOf(QueueFullException.class);
                return;
            }
            if (waiting.size() + shared < 30) {
                scheduler.checkRoomFor(1, task.priority(), task.tenant());
            }
            place(task, scheduler.enqueue(task, now));
        }

        private boolean hasRoom(WaitingTask task) {
            return waiting.size() < 30
                    && count(task.tenant()) < 12
                    && (task.priority() != Priority.LOW || count(Priority.LOW) < 8);
        }

        private void place(WaitingTask task, Placement placement) {
            if (placement instanceof Placement.Attached attached) {
                shared++;
                workers.get(attached.worker()).attach(task, attached.leader());
            } else {
                boolean twin = waiting.values().stream().anyMatch(other -> isTwin(other, task));
                assertThat(placement instanceof Placement.Follows).isEqualTo(twin);
                waiting.put(task.id(), task);
            }
        }

        private void complete() {
            Worker worker = workers.get(random.nextInt(WORKERS));
            if (worker != null && !worker.held.isEmpty()) {
                completed += worker.complete(random.nextInt(worker.held.size()));
                if (random.nextInt(3) > 0) {
                    report(worker);
                }
            }
        }

        private void advance() {
            workers.values().forEach(worker -> worker.steps += random.nextInt(4));
            workers.values().forEach(this::report);
        }

        private void cancel() {
            if (!waiting.isEmpty() && random.nextBoolean()) {
                List<WaitingTask> all = new ArrayList<>(waiting.values());
                WaitingTask task = all.get(random.nextInt(all.size()));
                assertThat(scheduler.remove(task.id())).contains(task);
                assertThat(scheduler.remove(task.id())).isEmpty();
                waiting.remove(task.id());
            }
        }

        private void expire() {
            for (Expiry expiry : scheduler.expire(now)) {
                WaitingTask task = waiting.remove(expiry.task().id());
                assertThat(task).isEqualTo(expiry.task());
                boolean passed = task.deadlineMs() > 0 && task.deadlineMs() <= now;
                boolean timedOut = task.arrivedMs() + config.requestTimeoutMs() <= now;
                switch (expiry.reason()) {
                    case DEADLINE_PASSED -> assertThat(passed).isTrue();
                    case REQUEST_TIMEOUT -> assertThat(timedOut && !passed).isTrue();
                    case DEADLINE_OUT_OF_REACH -> assertThat(ordersByDeadline()).isTrue();
                }
            }
            assertThat(waiting.values()).noneMatch(this::isLate);
        }

        /** A new attempt holds a part of what the last one did; the rest is lost to this test. */
        private void workerRestarts() {
            int index = random.nextInt(WORKERS);
            Worker worker = new Worker(index, attempts++, random);
            Worker old = workers.put(index, worker);
            if (old != null) {
                worker.restore(old);
            }
            report(worker);
        }

        private void configure() {
            config = randomConfig(config.type());
            scheduler.configure(config);
        }

        /** All of a job restarts: workers keep what they hold under new attempts. */
        private void schedulerRestarts() {
            SchedulerMemory memory = scheduler.memory();
            scheduler = new OmniScheduler("m", config);
            scheduler.restore(memory);
            waiting.values().stream()
                    .sorted(Comparator.comparing(WaitingTask::sequence))
                    .forEach(
                            task ->
                                    assertThat(scheduler.enqueue(task, now))
                                            .isNotInstanceOf(Placement.Attached.class));
            for (Worker old : List.copyOf(workers.values())) {
                Worker worker = new Worker(old.index, attempts++, random);
                worker.restore(old);
                workers.put(worker.index, worker);
                report(worker);
            }
        }

        private void report(Worker worker) {
            SlotReport report = worker.report();
            for (Attachment attachment : scheduler.report(report, now)) {
                shared++;
                assertThat(attachment.worker()).isEqualTo(worker.index);
                assertThat(waiting.remove(attachment.task().id())).isEqualTo(attachment.task());
                worker.attach(attachment.task(), attachment.leader());
            }
            assertThat(scheduler.report(report, now)).isEmpty();
            Set<String> running = new HashSet<>();
            worker.held.forEach(held -> running.add(held.task.fingerprint()));
            assertThat(waiting.values()).noneMatch(task -> running.contains(task.fingerprint()));
        }

        private void releaseAll() {
            if (random.nextInt(10) == 0) {
                scheduler.pause();
                assertThat(scheduler.next(now)).isEmpty();
                scheduler.resume();
            }
            Optional<Release> next = scheduler.next(now);
            while (next.isPresent()) {
                release(next.get());
                next = scheduler.next(now);
            }
            boolean anyFree = workers.values().stream().anyMatch(worker -> worker.known() > 0);
            boolean anyGood = waiting.values().stream().anyMatch(task -> !isLate(task));
            if (anyFree && anyGood && !ordersByDeadline()) {
                throw new AssertionError("seed " + seed + ": work waits beside a free slot");
            }
        }

        private void release(Release release) {
            WaitingTask task = waiting.remove(release.task().id());
            assertThat(task).isEqualTo(release.task());
            assertThat(isLate(task)).isFalse();
            checkOrder(task);
            checkUrgency(release);
            Worker worker = workers.get(release.worker());
            checkRoom(worker, release.terms());
            worker.run(task, release.terms().level());
            released++;
            List<WaitingTask> twins =
                    waiting.values().stream()
                            .filter(other -> isTwin(other, task))
                            .sorted(Comparator.comparing(WaitingTask::sequence))
                            .toList();
            assertThat(release.followers()).containsExactlyInAnyOrderElementsOf(twins);
            shared += release.followers().size();
            for (WaitingTask twin : release.followers()) {
                waiting.remove(twin.id());
                worker.attach(twin, task.id());
            }
        }

        private void checkOrder(WaitingTask task) {
            boolean absolute = config.strict() && config.type() == SchedulerType.PRIORITY;
            for (WaitingTask other : waiting.values()) {
                if (isLate(other)) {
                    continue;
                }
                if (config.type() == SchedulerType.FIFO) {
                    assertThat(other.sequence()).isGreaterThan(task.sequence());
                } else if (absolute && config.agingMs() == 0) {
                    assertThat(other.priority().isMoreUrgentThan(task.priority())).isFalse();
                    assertThat(
                                    other.priority() == task.priority()
                                            && other.sequence() < task.sequence())
                            .isFalse();
                }
            }
        }

        private void checkUrgency(Release release) {
            boolean high = release.task().priority() == Priority.HIGH;
            boolean urgent = release.terms().urgent();
            boolean asked = config.preemption();
            switch (config.type()) {
                case FIFO, FAIR -> assertThat(urgent).isFalse();
                case PRIORITY -> assertThat(urgent).isEqualTo(asked && high);
                case DEADLINE -> assertThat(urgent && !asked).isFalse();
                case COMPOSED -> assertThat(!urgent && asked && high).isFalse();
            }
        }

        private void checkRoom(Worker worker, RunTerms terms) {
            boolean urgent = terms.urgent();
            long free = worker.known();
            if (free <= 0) {
                assertThat(urgent).isTrue();
                assertThat(free).isGreaterThan(-worker.overcommit);
                assertThat(worker.knownUrgent(terms.level())).isLessThan(worker.slots);
            } else if (!urgent) {
                assertThat(worker.idle() || workers.values().stream().noneMatch(Worker::idle))
                        .as("seed %d: a task waits on a worker beside an idle one", seed)
                        .isTrue();
            }
        }

        private boolean ordersByDeadline() {
            return config.type() == SchedulerType.DEADLINE
                    || config.type() == SchedulerType.COMPOSED;
        }

        private boolean isLate(WaitingTask task) {
            return (task.deadlineMs() > 0 && task.deadlineMs() <= now)
                    || task.arrivedMs() + config.requestTimeoutMs() <= now;
        }

        private void check() {
            assertThat(scheduler.queueSize()).as("seed %d", seed).isEqualTo(waiting.size());
            for (Priority priority : Priority.values()) {
                assertThat(scheduler.queueSize(priority)).isEqualTo((int) count(priority));
            }
            assertThat(waiting.keySet()).noneMatch(id -> scheduler.locate(id).isPresent());
            assertThat(scheduler.freeSlots())
                    .isEqualTo(
                            workers.values().stream()
                                    .mapToLong(worker -> Math.max(0, worker.known()))
                                    .sum());
            for (Worker worker : workers.values()) {
                assertThat(worker.atOpen + worker.released)
                        .as("what was released is done or runs")
                        .isEqualTo(worker.done + worker.held.size());
                worker.checkLocations(scheduler);
            }
            SchedulerStatus status = scheduler.status();
            assertThat(status.totals().ended().getOrDefault(TaskStatus.COMPLETED, 0L))
                    .isLessThanOrEqualTo(completed);
            assertThat(status.tenants().values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(waiting.size());
        }

        private long count(Priority priority) {
            return waiting.values().stream().filter(task -> task.priority() == priority).count();
        }

        private long count(String tenant) {
            return waiting.values().stream().filter(task -> task.tenant().equals(tenant)).count();
        }

        private static boolean isTwin(WaitingTask one, WaitingTask other) {
            return one.fingerprint().equals(other.fingerprint());
        }
    }

    private static final class Held {

        private final WaitingTask task;
        private final int level;
        private final List<TaskId> followers = new ArrayList<>();
        private boolean listed;

        Held(WaitingTask task, int level) {
            this.task = task;
            this.level = level;
        }
    }

    /** What a worker really holds, and what its last report said. */
    private static final class Worker {

        private final int index;
        private final int attempt;
        private final int slots;
        private final int capacity;
        private final int overcommit;
        private final List<Held> held = new ArrayList<>();
        private int atOpen;
        private long released;
        private long done;
        private long reportedDone;
        private final List<Held> endedSinceReport = new ArrayList<>();
        private long ended;
        private long steps;
        private long reports;

        Worker(int index, int attempt, Random random) {
            this.index = index;
            this.attempt = attempt;
            this.slots = 1 + random.nextInt(2);
            this.capacity = slots + random.nextInt(2);
            this.overcommit = slots;
        }

        void restore(Worker old) {
            held.addAll(old.held);
            atOpen = held.size();
        }

        void run(WaitingTask task, int level) {
            held.add(new Held(task, level));
            released++;
        }

        /** A twin of a leader that has just ended is answered at once. */
        void attach(WaitingTask task, TaskId leader) {
            for (Held candidate : held) {
                if (candidate.task.id().equals(leader)) {
                    assertThat(candidate.task.fingerprint()).isEqualTo(task.fingerprint());
                    candidate.followers.add(task.id());
                }
            }
        }

        int complete(int which) {
            Held gone = held.remove(which);
            done++;
            endedSinceReport.add(gone);
            ended += 1 + gone.followers.size();
            return 1 + gone.followers.size();
        }

        SlotReport report() {
            reportedDone = done;
            endedSinceReport.clear();
            List<RunningTask> running = new ArrayList<>();
            for (Held task : held) {
                task.listed = true;
                running.add(
                        new RunningTask(
                                task.task.id(),
                                task.followers,
                                task.task.fingerprint(),
                                task.task.cacheKey(),
                                task.task.shape(),
                                task.level,
                                RunState.RUNNING,
                                3,
                                10));
            }
            return new SlotReport(
                    index,
                    attempt,
                    reports++,
                    "jvm",
                    new SlotCounts(slots, capacity, overcommit, atOpen, done, 0),
                    running,
                    List.of(new StepCost(Scheduling.SHAPE, 1, steps, steps * 4.0)),
                    new WorkerTotals(Map.of(TaskStatus.COMPLETED, ended), 0, 0));
        }

        /** Returns the free slots as far as reports tell. */
        long known() {
            return capacity - atOpen - (released - reportedDone);
        }

        long knownUrgent(int level) {
            return Stream.concat(held.stream(), endedSinceReport.stream())
                    .filter(task -> task.level != RunTerms.NOT_URGENT && task.level <= level)
                    .count();
        }

        boolean idle() {
            return known() > 0 && atOpen + released - reportedDone < slots;
        }

        void checkLocations(OmniScheduler scheduler) {
            for (Held task : held) {
                assertThat(scheduler.locate(task.task.id()))
                        .contains(new Location(index, task.task.cacheKey()));
            }
        }
    }
}
