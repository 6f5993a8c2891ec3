package io.omniflow.job.cli.control;

import io.omniflow.v1.ControlReply;
import io.omniflow.v1.StatusReport;

/** Short answers for people. */
final class ReplyText {

    private ReplyText() {}

    static String refusal(ControlReply reply) {
        return subject(reply)
                + "refused: "
                + reply.getError().getMessage()
                + " ("
                + reply.getError().getCode()
                + ")";
    }

    static String paused(ControlReply reply) {
        return subject(reply) + "paused: what runs goes on, what waits stays until 'resume'";
    }

    static String resumed(ControlReply reply) {
        return subject(reply) + "resumed";
    }

    static String asleep(ControlReply reply) {
        return subject(reply)
                + "asleep: its memory is free within a step, requests wait for 'wake'";
    }

    static String awake(ControlReply reply) {
        return subject(reply) + "awake: the model is being loaded, what waited goes on";
    }

    /** What the model of a stage does. */
    static String model(ControlReply reply) {
        StatusReport report = reply.getStatus();
        long loaded =
                report.getWorkersList().stream().filter(each -> each.getCapacity() > 0).count();
        return String.format(
                "%-20s %s",
                report.getStage(),
                report.getAsleep() ? "asleep" : loaded == 0 ? "loading" : "awake");
    }

    private static String subject(ControlReply reply) {
        return reply.getStage().isEmpty() ? "" : reply.getStage() + ": ";
    }
}
