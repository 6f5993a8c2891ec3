package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plays random histories of equal and unequal tasks that may move between quality levels, and
 * checks each decision against full scans. Reports are never late here, and a step costs what the
 * scheduler believes.
 */
class LevelHistoryTest {

    private static final int HISTORIES = 150;
    private static final int EVENTS = 150;
    private static final int STEPS = 10;
    private static final double STEP_MS = 4;
    private static final int SLOTS = 2;
    private static final double[] EFFORTS = {1, 0.6, 0.3};

    @ParameterizedTest
    @EnumSource
    void everyTaskIsServedOnceAtTheBestLevelItsTimeAllows(SchedulerType type) {
        Map<String, Integer> seen = new HashMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            new History(type, seed, seen).play();
        }
        assertThat(seen)
                .as("all that can happen happened")
                .containsKeys("moved", "joined", "moved follower", "follower left", "attached");
    }

    private static final class History {

        private final Random random;
        private final Map<String, Integer> seen;
        private final OmniScheduler scheduler;
        private final Map<TaskId, WaitingTask> waiting = new LinkedHashMap<>();
        private final Map<TaskId, Generation> held = new LinkedHashMap<>();
        private final Set<TaskId> served = new HashSet<>();
        private long now;
        private long sequence;
        private long done;
        private long reports;

        History(SchedulerType type, int seed, Map<String, Integer> seen) {
            this.random = new Random(seed);
            this.seen = seen;
            this.scheduler = new OmniScheduler("m", Scheduling.config(type, "preemption", "false"));
        }

        void play() {
            report();
            for (int event = 0; event < EVENTS; event++) {
                now += random.nextInt(12);
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> arrive();
                    case 4, 5, 6 -> complete();
                    default -> expire();
                }
                report();
                releaseAll();
                check();
            }
        }

        private void arrive() {
            int own = random.nextInt(EFFORTS.length);
            int bound = own + random.nextInt(EFFORTS.length - own);
            String prompt = "p" + random.nextInt(5);
            WaitingTask task =
                    Scheduling.task("r" + sequence, sequence++)
                            .arrived(now)
                            .deadline(random.nextInt(3) == 0 ? 0 : now + 10 + random.nextInt(120))
                            .steps(STEPS)
                            .effort(EFFORTS[own])
                            .fingerprint(prompt + "@" + own)
                            .alternatives(
                                    IntStream.rangeClosed(own + 1, bound)
                                            .mapToObj(
                                                    i ->
                                                            new LevelOption(
                                                                    prompt + "@" + i, EFFORTS[i]))
                                            .toList())
                            .build();
            Placement placement = scheduler.enqueue(task, now);
            Generation equal = running(task.fingerprint());
            assertThat(placement instanceof Placement.Attached)
                    .isEqualTo(equal != null && mayJoin(task, equal));
            if (placement instanceof Placement.Attached attached) {
                attach(task, attached.leader());
            } else {
                waiting.put(task.id(), task);
            }
        }

        private void complete() {
            if (!held.isEmpty()) {
                List<TaskId> ids = new ArrayList<>(held.keySet());
                held.remove(ids.get(random.nextInt(ids.size())));
                done++;
            }
        }

        private void expire() {
            for (Expiry expiry : scheduler.expire(now)) {
                WaitingTask task = waiting.remove(expiry.task().id());
                if (expiry.reason() == Expiry.Reason.DEADLINE_OUT_OF_REACH) {
                    double least = STEPS * STEP_MS * least(task);
                    assertThat(now + Math.ceil(least)).isGreaterThan(task.deadlineMs());
                }
            }
        }

        private static double least(WaitingTask task) {
            return task.alternatives().isEmpty()
                    ? task.effort()
                    : task.alternatives().get(task.alternatives().size() - 1).effort();
        }

        private void releaseAll() {
            for (Optional<Release> next = scheduler.next(now);
                    next.isPresent();
                    next = scheduler.next(now)) {
                release(next.get());
            }
        }

        private void release(Release release) {
            WaitingTask own = waiting.remove(release.task().id());
            String print = release.task().fingerprint();
            assertThat(print).isEqualTo(choice(own));
            count("moved", !print.equals(own.fingerprint()));
            Generation equal = running(print);
            if (release.leader().equals(own.id())) {
                assertThat(equal).as("an equal generation runs already").isNull();
                assertThat(held).hasSizeLessThan(SLOTS);
                held.put(own.id(), new Generation(print, release.task().effort()));
                serve(own, print);
            } else {
                assertThat(equal).isSameAs(held.get(release.leader()));
                attachAt(own, print, release.leader());
                count("joined", true);
            }
            followers(release, own, print);
        }

        private void followers(Release release, WaitingTask own, String print) {
            Set<TaskId> expected =
                    waiting.values().stream()
                            .filter(
                                    other ->
                                            other.fingerprint().equals(own.fingerprint())
                                                    || other.fingerprint().equals(print))
                            .filter(other -> choice(other).equals(print))
                            .map(WaitingTask::id)
                            .collect(Collectors.toSet());
            assertThat(release.followers())
                    .extracting(WaitingTask::id)
                    .containsExactlyInAnyOrderElementsOf(expected);
            for (WaitingTask follower : release.followers()) {
                assertThat(follower.fingerprint()).isEqualTo(print);
                WaitingTask origin = waiting.remove(follower.id());
                count("moved follower", !origin.fingerprint().equals(print));
                attachAt(origin, print, release.leader());
            }
            count(
                    "follower left",
                    waiting.values().stream()
                            .anyMatch(other -> other.fingerprint().equals(own.fingerprint())));
        }

        private void report() {
            SlotReport report =
                    new SlotReport(
                            0,
                            0,
                            reports++,
                            "jvm",
                            new SlotCounts(SLOTS, SLOTS, 0, 0, done, 0),
                            held.entrySet().stream()
                                    .map(entry -> entry.getValue().describe(entry.getKey()))
                                    .toList(),
                            List.of(new StepCost(Scheduling.SHAPE, 1, 100, 100 * STEP_MS)),
                            WorkerTotals.NONE);
            for (Attachment attachment : scheduler.report(report, now)) {
                WaitingTask task = waiting.remove(attachment.task().id());
                assertThat(mayJoin(task, held.get(attachment.leader()))).isTrue();
                attach(task, attachment.leader());
            }
        }

        private void check() {
            assertThat(scheduler.queueSize()).isEqualTo(waiting.size());
            assertThat(waiting.values())
                    .noneMatch(
                            task ->
                                    running(task.fingerprint()) != null
                                            && mayJoin(task, running(task.fingerprint())));
        }

        private void attach(WaitingTask task, TaskId leader) {
            count("attached", true);
            attachAt(task, task.fingerprint(), leader);
        }

        private void attachAt(WaitingTask task, String print, TaskId leader) {
            assertThat(held.get(leader).fingerprint).isEqualTo(print);
            held.get(leader).followers.add(task.id());
            serve(task, print);
        }

        private void serve(WaitingTask task, String print) {
            assertThat(served.add(task.id())).isTrue();
            assertThat(
                            task.fingerprint().equals(print)
                                    || task.alternatives().stream()
                                            .anyMatch(level -> level.fingerprint().equals(print)))
                    .as("within the bound")
                    .isTrue();
        }

        /** The oracle: the first level in time, or else the last. */
        private String choice(WaitingTask task) {
            List<LevelOption> levels = new ArrayList<>();
            levels.add(new LevelOption(task.fingerprint(), task.effort()));
            levels.addAll(task.alternatives());
            if (task.deadlineMs() == 0) {
                return task.fingerprint();
            }
            return levels.stream()
                    .filter(l -> now + STEPS * STEP_MS * l.effort() <= task.deadlineMs())
                    .findFirst()
                    .orElse(levels.get(levels.size() - 1))
                    .fingerprint();
        }

        private boolean mayJoin(WaitingTask task, Generation equal) {
            return task.alternatives().isEmpty()
                    || task.deadlineMs() == 0
                    || now + STEPS * STEP_MS * equal.effort <= task.deadlineMs()
                    || choice(task).equals(task.fingerprint());
        }

        private Generation running(String fingerprint) {
            return held.values().stream()
                    .filter(generation -> generation.fingerprint.equals(fingerprint))
                    .findFirst()
                    .orElse(null);
        }

        private void count(String what, boolean happened) {
            if (happened) {
                seen.merge(what, 1, Integer::sum);
            }
        }
    }

    private static final class Generation {

        private final String fingerprint;
        private final double effort;
        private final List<TaskId> followers = new ArrayList<>();

        Generation(String fingerprint, double effort) {
            this.fingerprint = fingerprint;
            this.effort = effort;
        }

        RunningTask describe(TaskId id) {
            return new RunningTask(
                    id,
                    followers,
                    fingerprint,
                    fingerprint,
                    "",
                    "key",
                    Scheduling.SHAPE,
                    RunTerms.NOT_URGENT,
                    RunState.RUNNING,
                    0,
                    STEPS,
                    effort,
                    0);
        }
    }
}
