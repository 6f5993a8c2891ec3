package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.InvalidateCache;
import java.io.Serializable;
import java.util.List;

/** What a command must fulfil, whichever stage it is for. */
final class CommandRules implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<String> stages;

    /** Creates the rules of a job with these stages. */
    CommandRules(List<String> stages) {
        this.stages = List.copyOf(stages);
    }

    /** Returns the name of the stage that a command is for; empty for all. */
    static String stageOf(ControlCommand command) {
        return switch (command.getCommandCase()) {
            case GET_STATUS -> command.getGetStatus().getStage();
            case CANCEL -> command.getCancel().getStage();
            case GET_CONFIG -> command.getGetConfig().getStage();
            case UPDATE_CONFIG -> command.getUpdateConfig().getStage();
            case PAUSE -> command.getPause().getStage();
            case RESUME -> command.getResume().getStage();
            case INVALIDATE_CACHE -> command.getInvalidateCache().getStage();
            case SLEEP -> command.getSleep().getStage();
            case WAKE -> command.getWake().getStage();
            case COMMAND_NOT_SET -> "";
        };
    }

    /**
     * Checks a command.
     *
     * @throws InvalidRequestException with {@link ErrorCode#INVALID_COMMAND} if no stage has the
     *     name, or if the command does not say what it is about
     */
    void check(ControlCommand command) {
        String stage = stageOf(command);
        require(
                stage.isEmpty() || stages.contains(stage),
                "there is no stage '" + stage + "'; the stages are " + String.join(", ", stages));
        require(
                !command.hasCancel() || !command.getCancel().getRequestId().isEmpty(),
                "a cancellation names a request_id");
        require(
                !command.hasUpdateConfig() || command.getUpdateConfig().getValuesCount() > 0,
                "a change of the configuration names at least one key");
        if (command.hasInvalidateCache()) {
            check(command.getInvalidateCache());
        }
    }

    private static void check(InvalidateCache command) {
        boolean named = !command.getName().isEmpty();
        boolean valid =
                switch (command.getScope()) {
                    case SCOPE_ALL -> !named;
                    case SCOPE_TENANT -> true;
                    case SCOPE_MODEL, SCOPE_FINGERPRINT -> named;
                    case SCOPE_UNSPECIFIED, UNRECOGNIZED -> false;
                };
        require(
                valid,
                "an invalidation is about SCOPE_ALL, or SCOPE_MODEL, SCOPE_TENANT or"
                        + " SCOPE_FINGERPRINT with a name");
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new InvalidRequestException(ErrorCode.INVALID_COMMAND, message);
        }
    }
}
