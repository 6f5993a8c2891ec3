package io.omniflow.job.cli.control;

import io.omniflow.v1.ControlReply;

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

    private static String subject(ControlReply reply) {
        return reply.getStage().isEmpty() ? "" : reply.getStage() + ": ";
    }
}
