package io.omniflow.job.cli.control;

import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ControlReply;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** What a cancellation met, for people. */
final class CancelText {

    private CancelText() {}

    /** Returns one line for the answers of all stages. */
    static String of(String id, List<ControlReply> replies) {
        Optional<ControlReply> refused = replies.stream().filter(r -> !r.getOk()).findFirst();
        if (refused.isPresent()) {
            return id + ": " + ReplyText.refusal(refused.get());
        }
        int waiting = 0;
        int running = 0;
        for (ControlReply reply : replies) {
            CancelReport report = reply.getCancel();
            waiting += report.getCancelled();
            running += report.getForwarded();
        }
        return id + ": " + words(waiting, running);
    }

    private static String words(int waiting, int running) {
        if (waiting + running == 0) {
            return "nothing to cancel: it is finished, or unknown; if it arrives within a minute"
                    + " it is cancelled then";
        }
        StringJoiner words = new StringJoiner(", ");
        if (waiting > 0) {
            words.add(images(waiting) + " cancelled while waiting");
        }
        if (running > 0) {
            words.add(images(running) + " on a worker, cancelled within a step");
        }
        return words.toString();
    }

    private static String images(int n) {
        return n == 1 ? "1 image" : n + " images";
    }
}
