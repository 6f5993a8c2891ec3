package io.omniflow.executor.wire;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended, given how its outputs did: one whose only incomplete outputs were all
 * cancelled, or all expired, ended so as a whole.
 *
 * @param status completed only if every output completed
 * @param error why not; present exactly when not completed
 */
record Verdict(TaskStatus status, @Nullable TaskError error) {

    static Verdict of(List<TaskOutcome> outcomes) {
        List<TaskOutcome> failed =
                outcomes.stream().filter(o -> o.status() != TaskStatus.COMPLETED).toList();
        if (failed.isEmpty()) {
            return new Verdict(TaskStatus.COMPLETED, null);
        }
        TaskOutcome first = failed.get(0);
        boolean oneReason = failed.stream().allMatch(other -> sameReason(first, other));
        if (failed.size() == outcomes.size() && oneReason) {
            return new Verdict(first.status(), first.error());
        }
        String share = failed.size() + " of " + outcomes.size() + " outputs ";
        if (oneReason && isNoFailure(first.status())) {
            String what = first.status() == TaskStatus.CANCELLED ? "were cancelled" : "expired";
            return new Verdict(first.status(), new TaskError(first.error().code(), share + what));
        }
        return new Verdict(
                TaskStatus.FAILED, new TaskError(ErrorCode.PARTIAL_FAILURE, share + "failed"));
    }

    private static boolean isNoFailure(TaskStatus status) {
        return status == TaskStatus.CANCELLED || status == TaskStatus.EXPIRED;
    }

    private static boolean sameReason(TaskOutcome one, TaskOutcome other) {
        return one.status() == other.status() && one.error().code() == other.error().code();
    }
}
