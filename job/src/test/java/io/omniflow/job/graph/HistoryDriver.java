package io.omniflow.job.graph;

import io.omniflow.v1.GenerationRequest;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Does random things to a job and notes them. What it does follows from the random numbers alone,
 * not from what the job says, but for the pace.
 */
final class HistoryDriver {

    /** So many requests back is an id remembered for sure. */
    private static final int RECENT = 60;

    private static final int MOST_UNANSWERED = 80;

    private static final List<Map<String, String>> GOOD_CHANGES =
            List.of(
                    Map.of("scheduler.type", "fifo"),
                    Map.of("scheduler.type", "priority"),
                    Map.of("scheduler.type", "deadline"),
                    Map.of("scheduler.type", "fair"),
                    Map.of("scheduler.type", "composed"),
                    Map.of("scheduler.strict", "true"),
                    Map.of("scheduler.strict", "", "scheduler.aging", "2 s"),
                    Map.of("scheduler.preemption", "false"),
                    Map.of("scheduler.preemption", "true", "scheduler.max-pauses", "1"),
                    Map.of(
                            "scheduler.priority-weights.low",
                            "4",
                            "scheduler.tenant-weights.a",
                            "3"));
    private static final List<Map<String, String>> BAD_CHANGES =
            List.of(
                    Map.of("scheduler.type", "whimsical"),
                    Map.of("scheduler.max-pauses", "-1", "scheduler.strict", "true"),
                    Map.of("scheduler.nothing", "1"));
    private static final Map<String, String> SMALL =
            Map.of("scheduler.max-queue-size", "30", "scheduler.max-queue-size-per-tenant", "12");
    private static final Map<String, String> LARGE =
            Map.of("scheduler.max-queue-size", "", "scheduler.max-queue-size-per-tenant", "");

    private final ScriptedJob job;
    private final History history;
    private final RandomGenerator random;
    private final HistoryRequests requests;
    private int crashes;

    HistoryDriver(ScriptedJob job, History history, RandomGenerator random) {
        this.job = job;
        this.history = history;
        this.random = random;
        this.requests = new HistoryRequests(random);
    }

    /** Returns how often the job was told to crash. */
    int crashes() {
        return crashes;
    }

    /** Has the next step crash the job. */
    void crash() {
        crashes++;
        job.crash();
    }

    /** Does one thing, and waits while too much is unanswered. */
    void act() {
        int what = random.nextInt(1_000);
        if (what < 780) {
            deliver(requests.next("h" + history.ids().size()));
        } else if (what < 840) {
            deliverAgain();
        } else if (what < 860) {
            reuse();
        } else if (what < 950) {
            cancel();
        } else if (what < 975) {
            change();
        } else if (what < 985) {
            command(random.nextBoolean());
        } else if (what < 987) {
            crash();
        }
        job.read();
        if (job.unanswered().size() > MOST_UNANSWERED) {
            command(false);
            job.await("room for more", () -> job.unanswered().size() < MOST_UNANSWERED);
        }
    }

    /** Pauses or resumes releases. */
    private void command(boolean pause) {
        history.commanded(
                job.publish(
                        command -> {
                            if (pause) {
                                command.getPauseBuilder().setStage(TestingJob.MODEL);
                            } else {
                                command.getResumeBuilder().setStage(TestingJob.MODEL);
                            }
                        }),
                true);
    }

    private void deliver(GenerationRequest request) {
        history.delivered(request);
        job.send(request);
    }

    /** A sender that is not sure repeats itself, at once or later. */
    private void deliverAgain() {
        GenerationRequest recent = recent();
        if (recent != null) {
            deliver(recent);
        }
    }

    private void reuse() {
        GenerationRequest recent = recent();
        if (recent != null) {
            deliver(recent.toBuilder().setSeed(recent.getSeed() + 100).build());
        }
    }

    /** A request with a deadline is answered each time that it is read too late. */
    private GenerationRequest recent() {
        List<String> ids = history.ids();
        if (ids.isEmpty()) {
            return null;
        }
        int back = random.nextInt(Math.min(RECENT, ids.size()));
        GenerationRequest first = history.deliveries(ids.get(ids.size() - 1 - back)).get(0);
        return first.hasDeadlineMs() ? null : first;
    }

    /** Cancels what may wait, run, have ended, or come next. */
    private void cancel() {
        int next = history.ids().size();
        String id = "h" + Math.max(0, next - random.nextInt(RECENT));
        history.cancelled(id);
        history.commanded(
                job.publish(command -> command.getCancelBuilder().setRequestId(id)), true);
    }

    private void change() {
        switch (random.nextInt(8)) {
            case 0 -> change(requests.one(BAD_CHANGES), false);
            case 1 -> {
                history.limited();
                change(SMALL, true);
            }
            case 2, 3 -> change(LARGE, true);
            default -> change(requests.one(GOOD_CHANGES), true);
        }
    }

    private void change(Map<String, String> values, boolean good) {
        history.commanded(
                job.publish(command -> command.getUpdateConfigBuilder().putAllValues(values)),
                good);
    }
}
