package io.omniflow.job.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

    private static final SchedulerConfig FIFO =
            SchedulerConfig.DEFAULT.withType(SchedulerType.FIFO);
    private static final SchedulerConfig PRIORITY =
            SchedulerConfig.DEFAULT.withType(SchedulerType.PRIORITY);
    private static final DeviceSettings ONE = new DeviceSettings(1, 1, 1);

    static Stream<PolicyCase> policies() {
        return PolicyCase.all().stream();
    }

    @Test
    void twoRequestsOnOneSlotRunOneAfterTheOther() {
        Map<String, Outcome> outcomes =
                run(FIFO, ONE, Requests.of("a", 0, 10), Requests.of("b", 100, 5));

        assertThat(outcomes.get("a").totalMs()).isEqualTo(1000);
        assertThat(outcomes.get("a").slowdown()).isEqualTo(1);
        assertThat(outcomes.get("b").endMs()).isEqualTo(1500);
        assertThat(outcomes.get("b").waitMs()).isEqualTo(900);
        assertThat(outcomes.get("b").slowdown()).isEqualTo(2.8);
    }

    @Test
    void anUrgentRequestTakesTheDeviceAtTheNextStep() {
        Replay replay =
                new Simulation(
                                List.of(
                                        Requests.of("long", 0, 10, Priority.LOW),
                                        Requests.of("urgent", 250, 2, Priority.HIGH)),
                                PRIORITY,
                                ONE)
                        .run();

        Map<String, Outcome> outcomes = byId(replay);
        assertThat(outcomes.get("urgent").waitMs()).isEqualTo(50);
        assertThat(outcomes.get("urgent").endMs()).isEqualTo(500);
        assertThat(outcomes.get("long").endMs()).isEqualTo(1200);
        assertThat(replay.preemptions()).isEqualTo(1);
    }

    @Test
    void withoutPreemptionItTakesTheNextSlot() {
        Map<String, Outcome> outcomes =
                run(
                        FIFO,
                        ONE,
                        Requests.of("long", 0, 10, Priority.LOW),
                        Requests.of("high", 250, 2, Priority.HIGH));

        assertThat(outcomes.get("high").endMs()).isEqualTo(1200);
    }

    @Test
    void equalShapesShareStepsAtTheCostOfTheCurve() {
        Map<String, Outcome> outcomes =
                run(
                        FIFO,
                        new DeviceSettings(1, 2, 0),
                        Requests.of("a", 0, 10),
                        Requests.of("b", 0, 5));

        // Five steps of two at 1.7 times the time of one, then five of one.
        assertThat(outcomes.get("b").endMs()).isCloseTo(850, within(1e-6));
        assertThat(outcomes.get("a").endMs()).isCloseTo(1350, within(1e-6));
    }

    @Test
    void theTimeAloneIsThatOnAnIdleDevice() {
        for (int slots = 1; slots <= 4; slots++) {
            for (int images = 1; images <= 9; images++) {
                TraceRequest request = Requests.images("r", 3, images);
                Outcome outcome = run(FIFO, new DeviceSettings(1, slots, 1), request).get("r");

                assertThat(outcome.slowdown()).isCloseTo(1, within(1e-9));
                assertThat(outcome.meets(1)).isTrue();
            }
        }
    }

    @Test
    void aDeadlineEndsWhatWaitsAndWhatRuns() {
        Map<String, Outcome> outcomes =
                run(
                        FIFO,
                        ONE,
                        Requests.of("running", 0, 10, Priority.NORMAL, 550),
                        Requests.of("waiting", 0, 10, Priority.NORMAL, 300));

        assertThat(outcomes.get("running").end()).isEqualTo(Outcome.End.EXPIRED);
        assertThat(outcomes.get("running").endMs()).isEqualTo(600);
        assertThat(outcomes.get("waiting").end()).isEqualTo(Outcome.End.EXPIRED);
    }

    @Test
    void aFullQueueRejects() {
        List<TraceRequest> requests =
                Stream.of("a", "b", "c", "d").map(id -> Requests.of(id, 0, 10)).toList();
        SchedulerConfig small = FIFO.withLimits(QueueLimits.of(1));

        Replay replay = new Simulation(requests, small, new DeviceSettings(1, 1, 0)).run();

        assertThat(replay.outcomes())
                .extracting(Outcome::end)
                .containsExactly(
                        Outcome.End.REJECTED,
                        Outcome.End.REJECTED,
                        Outcome.End.COMPLETED,
                        Outcome.End.COMPLETED);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void oneDeviceIsNeverIdleWhileSomethingWaits(PolicyCase policy) {
        for (long seed = 0; seed < 20; seed++) {
            List<TraceRequest> requests = random(seed);

            Replay replay = new Simulation(requests, policy.config(), ONE).run();

            assertThat(replay.endMs()).isCloseTo(endOfWork(requests), within(1e-3));
            assertThat(replay.busyMs())
                    .isCloseTo(
                            requests.stream().mapToDouble(TraceRequest::workMs).sum(),
                            within(1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyRequestEndsOnce(PolicyCase policy) {
        for (TraceKind kind : TraceKind.values()) {
            Trace trace = TraceGenerator.generate(kind, 11, 300).scaledTo(1.3, 3);

            Replay replay =
                    new Simulation(trace.requests(), policy.config(), new DeviceSettings(3, 2, 1))
                            .run();

            assertThat(replay.outcomes())
                    .extracting(outcome -> outcome.request().id())
                    .containsExactlyInAnyOrderElementsOf(
                            trace.requests().stream().map(TraceRequest::id).toList());
            assertThat(replay.outcomes())
                    .allSatisfy(
                            outcome -> {
                                assertThat(outcome.end()).isNotEqualTo(Outcome.End.STUCK);
                                assertThat(outcome.endMs())
                                        .isGreaterThanOrEqualTo(outcome.request().arrivalMs());
                            });
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aReplayIsTheSameAgain(PolicyCase policy) {
        List<TraceRequest> requests = TraceGenerator.generate(TraceKind.BURSTS, 5, 300).requests();
        DeviceSettings settings = new DeviceSettings(2, 2, 1);

        assertThat(new Simulation(requests, policy.config(), settings).run())
                .isEqualTo(new Simulation(requests, policy.config(), settings).run());
    }

    /** Any order that keeps a device busy has the same end: each busy period adds up its work. */
    private static double endOfWork(List<TraceRequest> requests) {
        double end = 0;
        for (TraceRequest request : requests) {
            end = Math.max(end, request.arrivalMs()) + request.workMs();
        }
        return end;
    }

    private static List<TraceRequest> random(long seed) {
        Random random = new Random(seed);
        List<TraceRequest> requests = new ArrayList<>();
        long arrivalMs = 0;
        for (int i = 0; i < 60; i++) {
            arrivalMs += random.nextInt(1000);
            Priority priority = Priority.values()[random.nextInt(3)];
            requests.add(Requests.of("r" + i, arrivalMs, 1 + random.nextInt(10), priority));
        }
        return requests;
    }

    private static Map<String, Outcome> run(
            SchedulerConfig config, DeviceSettings settings, TraceRequest... requests) {
        return byId(new Simulation(List.of(requests), config, settings).run());
    }

    private static Map<String, Outcome> byId(Replay replay) {
        return replay.outcomes().stream()
                .collect(Collectors.toMap(o -> o.request().id(), Function.identity()));
    }
}
