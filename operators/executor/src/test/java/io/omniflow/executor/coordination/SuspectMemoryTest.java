package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuspectMemoryTest {

    private static final String STAGE = "shapes";

    private SuspectMemory memory = new SuspectMemory();
    private long sequence;

    @BeforeEach
    void expect() {
        memory.expect(STAGE, 2);
    }

    @Test
    void withoutALossEveryWorkerIsToldAtOnceThatNobodyIsSuspected() {
        report(0, 0, "p", "");

        assertThat(orders()).containsOnlyKeys(0);
        assertThat(orders()).isEmpty();
        report(1, 0, "q", "");
        assertThat(orders().get(1)).isEqualTo(VerdictEvent.NOBODY);
    }

    @Test
    void whatRanInAProcessThatNeverComesBackIsSuspectedOnceAllWorkersAreThere() {
        report(0, 0, "dead", "a! b! c");
        report(1, 0, "alive", "d!");
        endBoth(0);
        report(1, 1, "alive", "d");
        assertThat(orders()).isEmpty();
        report(0, 1, "new", "a b c");

        assertThat(memory.suspicions()).isEqualTo(Map.of("a", 1, "b", 1));
        assertThat(orders().get(1).suspects()).isEqualTo(Map.of("a", 1, "b", 1));
    }

    @Test
    void aProcessThatAnnouncesAWorkerAnywhereLives() {
        report(0, 0, "p", "a!");
        report(1, 0, "q", "b!");
        endBoth(0);
        report(0, 1, "q", "");
        report(1, 1, "p", "");

        assertThat(memory.suspicions()).isEmpty();
    }

    @Test
    void aLastWordShowsThatTheProcessLivesThoughItsWorkersMove() {
        report(0, 0, "p", "a!");
        report(1, 0, "q", "b!");
        memory.ended(STAGE, 0, 0);
        memory.closed(STAGE, 0, 0, "p");
        memory.closed(STAGE, 1, 0, "q");
        memory.ended(STAGE, 1, 0);
        report(0, 1, "r", "");
        report(1, 1, "s", "");

        assertThat(memory.suspicions()).isEmpty();
    }

    @Test
    void suspectsHaveTheirTurnsOneByOneInAProcessAndAreClearedWhenTheyEnd() {
        crash("a! b!", "c!");
        report(0, 1, "p1", "a b");
        report(1, 1, "p1", "c");
        assertThat(orders().get(0).turn()).isEqualTo("a");
        assertThat(orders()).isEmpty();
        report(0, 1, "p1", "a! b");
        assertThat(orders()).isEmpty();

        report(0, 1, "p1", "b");
        Map<Integer, VerdictEvent> next = orders();
        assertThat(next.get(0).turn()).isEqualTo("b");
        assertThat(next.get(1).turn()).isEmpty();
        assertThat(next.get(1).suspects()).doesNotContainKey("a");
        report(0, 1, "p1", "");
        assertThat(orders().get(1).turn()).isEqualTo("c");
    }

    @Test
    void theSoleCandidateOfASecondCrashIsGuiltyAndRemembered() {
        crash("a! b!", "");
        report(0, 1, "p1", "a b c");
        report(1, 1, "p1", "");
        assertThat(orders().get(0).turn()).isEqualTo("a");
        endBoth(1);
        report(0, 2, "p2", "a b c");
        report(1, 2, "p2", "");

        assertThat(memory.suspicions()).isEqualTo(Map.of("a", 2, "b", 1));
        assertThat(orders().get(0).turn()).isEqualTo("b");
        report(0, 2, "p2", "b!");
        assertThat(memory.suspicions()).containsEntry("a", 2);
    }

    @Test
    void nobodyIsGuiltyWhereSeveralRan() {
        crash("a! b!", "");
        report(0, 1, "p1", "a b");
        report(1, 1, "p1", "x!");
        orders();
        endBoth(1);
        report(0, 2, "p2", "a b");
        report(1, 2, "p2", "x");

        assertThat(memory.suspicions()).isEqualTo(Map.of("a", 1, "b", 1, "x", 1));
    }

    @Test
    void whereNothingWasSeenToRunWhatWaitedIsSuspectedButForThoseWithoutATurn() {
        crash("a b", "");
        report(0, 1, "p1", "a b");
        report(1, 1, "p1", "");

        assertThat(memory.suspicions()).isEqualTo(Map.of("a", 1, "b", 1));
    }

    @Test
    void anotherJobManagerKnowsTheSame() {
        crash("a! b!", "");
        report(0, 1, "p1", "a b c");
        report(1, 1, "p1", "d!");
        orders();
        report(1, 1, "p1", "");
        List<String> lines = memory.lines();
        SuspectMemory next = new SuspectMemory();
        next.load(lines);
        assertThat(next.lines()).containsExactlyInAnyOrderElementsOf(lines);
        memory = next;
        expect();
        report(0, 0, "p2", "");
        report(1, 0, "p2", "");

        assertThat(memory.suspicions()).isEqualTo(Map.of("a", 2, "b", 1));
    }

    @Test
    void aStageThatIsGivenUpInOrderLeavesNoCandidates() {
        report(0, 0, "p", "a!");
        memory.retire(STAGE);

        assertThat(memory.lines()).isEmpty();
    }

    @Test
    void suspicionsEndAfterAnHourAndAllAreTold() {
        crash("a! b!", "");
        report(0, 1, "p1", "");
        report(1, 1, "p1", "");
        assertThat(memory.orders(1_000)).hasSize(2);

        assertThat(memory.orders(1_000 + 3_600_001)).hasSize(2);
        assertThat(memory.suspicions()).isEmpty();
    }

    /** Whoever kills is quarantined, and nobody else, however tasks and crashes fall. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void inRandomHistoriesOnlyTheGuiltyAreFoundWithinThreeCrashesEach(long seed) {
        for (int i = 0; i < 50; i++) {
            Simulation simulation = new Simulation(new Random(seed * 1_000 + i));
            simulation.run();
            assertThat(simulation.quarantined).isEqualTo(simulation.poison);
            assertThat(simulation.completed).isEqualTo(simulation.innocent);
            assertThat(simulation.crashes).isLessThanOrEqualTo(3 * simulation.poison.size());
        }
    }

    private void crash(String first, String second) {
        report(0, 0, "p0", first);
        report(1, 0, "p0", second);
        endBoth(0);
    }

    private void endBoth(int attempt) {
        memory.ended(STAGE, 0, attempt);
        memory.ended(STAGE, 1, attempt);
    }

    private Map<Integer, VerdictEvent> orders() {
        Map<Integer, VerdictEvent> events = new LinkedHashMap<>();
        memory.orders(0).forEach(o -> events.put(o.seat().worker(), o.event()));
        return events;
    }

    /** Tasks by name, in blanks; one with a mark runs, the others wait. */
    private void report(int worker, int attempt, String process, String tasks) {
        List<RunningTask> running = new ArrayList<>();
        for (String task : tasks.isEmpty() ? new String[0] : tasks.split(" ")) {
            boolean runs = task.endsWith("!");
            String name = runs ? task.substring(0, task.length() - 1) : task;
            running.add(running(name, runs ? RunState.RUNNING : RunState.WAITING));
        }
        memory.reported(STAGE, reportOf(worker, attempt, sequence++, process, running), true, 0);
    }

    private static RunningTask running(String name, RunState state) {
        return new RunningTask(
                new TaskId(name, 0),
                List.of(),
                name,
                "k",
                new Shape(8, 8, false),
                RunTerms.NOT_URGENT,
                state,
                0,
                4);
    }

    private static SlotReport reportOf(
            int worker, int attempt, long sequence, String process, List<RunningTask> running) {
        return new SlotReport(
                worker,
                attempt,
                sequence,
                process,
                new SlotCounts(2, 3, 2, 0, 0, 0),
                running,
                List.of(),
                WorkerTotals.NONE);
    }

    /**
     * Two workers in one process or two, which run two tasks at once, but suspects alone and in
     * their turn; some tasks kill their process in their first step. What was held is restored.
     */
    private static final class Simulation {

        private final Random random;
        private final SuspectMemory memory = new SuspectMemory();
        private final Set<String> poison = new LinkedHashSet<>();
        private final Set<String> innocent = new LinkedHashSet<>();
        private final Set<String> quarantined = new LinkedHashSet<>();
        private final Set<String> completed = new LinkedHashSet<>();
        private final List<List<String>> held = List.of(new ArrayList<>(), new ArrayList<>());
        private final List<Set<String>> begun =
                List.of(new LinkedHashSet<>(), new LinkedHashSet<>());
        private final VerdictEvent[] verdicts = new VerdictEvent[2];
        private final String[] processes = new String[2];
        private final boolean together;
        private int attempt;
        private int crashes;
        private long sequence;

        Simulation(Random random) {
            this.random = random;
            this.together = random.nextBoolean();
            memory.expect(STAGE, 2);
            int tasks = 1 + random.nextInt(8);
            for (int i = 0; i < tasks; i++) {
                String name = "t" + i;
                (random.nextInt(4) == 0 ? poison : innocent).add(name);
                held.get(random.nextInt(2)).add(name);
            }
        }

        void run() {
            start();
            for (int i = 0; i < 2_000 && held.stream().anyMatch(h -> !h.isEmpty()); i++) {
                int worker = random.nextInt(2);
                act(worker);
            }
        }

        private void start() {
            for (int worker = 0; worker < 2; worker++) {
                begun.get(worker).clear();
                verdicts[worker] = null;
                if (processes[worker] == null) {
                    processes[worker] = "p" + (together ? 0 : worker) + "-" + attempt;
                }
            }
            report(0);
            report(1);
        }

        private void act(int worker) {
            VerdictEvent verdict = verdicts[worker];
            if (verdict == null) {
                return;
            }
            for (String task : List.copyOf(held.get(worker))) {
                if (verdict.suspects().getOrDefault(task, 0) == 2) {
                    held.get(worker).remove(task);
                    quarantined.add(task);
                    report(worker);
                    return;
                }
            }
            if (!begun.get(worker).isEmpty() && random.nextBoolean()) {
                end(worker);
            } else {
                begin(worker, verdict);
            }
        }

        private void begin(int worker, VerdictEvent verdict) {
            Set<String> running = begun.get(worker);
            boolean alone = running.stream().anyMatch(t -> verdict.suspects().containsKey(t));
            for (String task : held.get(worker)) {
                boolean suspect = verdict.suspects().containsKey(task);
                boolean may =
                        suspect
                                ? task.equals(verdict.turn()) && running.isEmpty()
                                : running.size() < 2 && !alone && verdict.open();
                if (may && running.add(task)) {
                    report(worker);
                    return;
                }
            }
        }

        private void end(int worker) {
            String task = begun.get(worker).iterator().next();
            if (poison.contains(task)) {
                crash(worker);
                return;
            }
            begun.get(worker).remove(task);
            held.get(worker).remove(task);
            completed.add(task);
            report(worker);
        }

        private void crash(int worker) {
            crashes++;
            String dead = processes[worker];
            for (int other = 0; other < 2; other++) {
                memory.ended(STAGE, other, attempt);
                if (!processes[other].equals(dead) && random.nextBoolean()) {
                    memory.closed(STAGE, other, attempt, processes[other]);
                }
                if (processes[other].equals(dead)) {
                    processes[other] = null;
                }
            }
            attempt++;
            start();
        }

        private void report(int worker) {
            List<RunningTask> tasks = new ArrayList<>();
            begun.get(worker).forEach(task -> tasks.add(running(task, RunState.RUNNING)));
            held.get(worker).stream()
                    .filter(task -> !begun.get(worker).contains(task))
                    .forEach(task -> tasks.add(running(task, RunState.WAITING)));
            SlotReport report = reportOf(worker, attempt, sequence++, processes[worker], tasks);
            memory.reported(STAGE, report, true, 0);
            memory.orders(0).forEach(o -> verdicts[o.seat().worker()] = o.event());
        }
    }
}
