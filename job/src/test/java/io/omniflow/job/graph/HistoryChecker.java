package io.omniflow.job.graph;

import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Holds what a job said against what was asked of it. A request that found no room is not
 * remembered and may be published again under its id, so it may have a further result; every other
 * result is the only one and the last.
 */
final class HistoryChecker {

    private static final Set<String> FAULTS =
            Set.of("NOT_FINITE", "INVALID_PROMPT", "GENERATION_FAILED");

    private final History history;
    private final Journal journal;
    private final List<String> violations = new ArrayList<>();

    private HistoryChecker(History history, Journal journal) {
        this.history = history;
        this.journal = journal;
    }

    /** Returns what is wrong, each with the whole story of its request; empty if nothing is. */
    static List<String> violations(History history, Journal journal) {
        HistoryChecker checker = new HistoryChecker(history, journal);
        history.ids().forEach(checker::checkRequest);
        checker.checkStrangers();
        checker.checkReplies();
        return List.copyOf(checker.violations);
    }

    private void checkRequest(String id) {
        List<GenerationResult> results = journal.results(id);
        if (results.isEmpty()) {
            violated(id, "no result");
            return;
        }
        List<GenerationResult> early = results.subList(0, results.size() - 1);
        if (results.size() > history.deliveries(id).size()
                || !early.stream().allMatch(HistoryChecker::foundNoRoom)) {
            violated(id, results.size() + " results");
        }
        checkReuse(id, early.size());
        results.forEach(result -> checkResult(id, result));
    }

    /** Other content under an id ends among the dead letters, unless the id was still free. */
    private void checkReuse(String id, int foundNoRoom) {
        List<GenerationRequest> deliveries = history.deliveries(id);
        long others =
                deliveries.stream().filter(request -> !request.equals(deliveries.get(0))).count();
        long letters = deadLetters(id);
        if (letters > (others == 0 ? 0 : deliveries.size() - 1) || letters + foundNoRoom < others) {
            violated(id, others + " reuses of its id and " + letters + " dead letters");
        }
    }

    private void checkResult(String id, GenerationResult result) {
        if (result.getOutputsCount() == 0) {
            checkEnd(id, result.getStatus(), result.getError().getCode(), false);
            return;
        }
        boolean right = history.contents(id).stream().anyMatch(content -> fits(content, result));
        if (!right) {
            violated(id, "no picture, or another one than was asked for");
        }
        for (Output output : result.getOutputsList()) {
            checkEnd(
                    id,
                    output.getStatus(),
                    output.getError().getCode(),
                    mayFail(id, output.getIndex()));
        }
        boolean whole =
                result.getOutputsList().stream()
                        .allMatch(output -> output.getStatus() == Status.STATUS_COMPLETED);
        if (whole != (result.getStatus() == Status.STATUS_COMPLETED)) {
            violated(id, "its status is not that of its images");
        }
    }

    /** Whether all images that completed are those that the content asks for. */
    private static boolean fits(GenerationRequest content, GenerationResult result) {
        return result.getOutputsCount() == Math.max(1, content.getN())
                && result.getOutputsList().stream()
                        .filter(output -> output.getStatus() == Status.STATUS_COMPLETED)
                        .allMatch(output -> fits(content, output));
    }

    private static boolean fits(GenerationRequest content, Output output) {
        return !TestingRequests.mustFail(content, output.getIndex())
                && Arrays.equals(
                        TestingRequests.expected(content, output.getIndex()),
                        output.getData().toByteArray());
    }

    private void checkEnd(String id, Status status, String code, boolean mayFail) {
        boolean plausible =
                switch (status) {
                    case STATUS_COMPLETED -> code.isEmpty();
                    case STATUS_REJECTED -> history.wasLimited() && code.equals("QUEUE_FULL");
                    case STATUS_CANCELLED -> history.wasCancelled(id) && code.equals("CANCELLED");
                    case STATUS_EXPIRED -> hasDeadline(id) && code.equals("DEADLINE_EXCEEDED");
                    case STATUS_FAILED -> mayFail && FAULTS.contains(code);
                    default -> false;
                };
        if (!plausible) {
            violated(id, status + " " + code + " has no reason");
        }
    }

    private boolean mayFail(String id, int index) {
        return history.contents(id).stream()
                .anyMatch(content -> TestingRequests.mustFail(content, index));
    }

    private boolean hasDeadline(String id) {
        return history.contents(id).stream().anyMatch(GenerationRequest::hasDeadlineMs);
    }

    private void checkStrangers() {
        for (String id : journal.answered()) {
            if (history.deliveries(id).isEmpty()) {
                violated(id, "a result that nobody asked for");
            }
        }
        for (Journal.DeadLetter letter : journal.deadLetters()) {
            if (!letter.code().equals("ID_REUSED") || history.contents(letter.key()).size() < 2) {
                violated(letter.key(), "a dead letter for " + letter.code());
            }
        }
    }

    private void checkReplies() {
        history.commands()
                .forEach(
                        (command, carriedOut) -> {
                            List<ControlReply> replies = journal.replies(command);
                            if (replies.isEmpty()
                                    || !replies.stream().allMatch(r -> r.getOk() == carriedOut)) {
                                violations.add(command + " was answered by " + replies);
                            }
                        });
    }

    private static boolean foundNoRoom(GenerationResult result) {
        return result.getStatus() == Status.STATUS_REJECTED
                && result.getError().getCode().equals("QUEUE_FULL");
    }

    private long deadLetters(String id) {
        return journal.deadLetters().stream().filter(letter -> letter.key().equals(id)).count();
    }

    private void violated(String id, String what) {
        violations.add(what + ": " + history.story(id) + journal.story(id));
    }
}
