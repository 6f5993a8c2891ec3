package io.omniflow.executor.wire;

import com.google.protobuf.Descriptors;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.v1.ControlCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads control commands, in the encodings of requests. */
public final class ControlDecoder {

    private static final int MAX_ID_CHARS = 128;

    /** Creates a decoder. */
    public ControlDecoder() {}

    /**
     * Returns the command in a record. A command without an id takes the record key as its id.
     *
     * @throws InvalidRequestException with {@link ErrorCode#INVALID_COMMAND} if the value is no
     *     command, if this release does not know what it asks, or if it has no usable id
     */
    public ControlCommand decode(InboundRecord record) {
        ControlCommand.Builder command = ControlCommand.newBuilder();
        try {
            Payload.read(record, command);
        } catch (IOException e) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_COMMAND,
                    "the value is no omniflow.v1.ControlCommand: " + e.getMessage(),
                    e);
        }
        if (command.getCommandId().isEmpty() && record.key() != null) {
            command.setCommandId(new String(record.key(), StandardCharsets.UTF_8));
        }
        int length = command.getCommandId().length();
        if (length == 0 || length > MAX_ID_CHARS) {
            throw invalid(
                    "a command has a command_id, or else a record key, of 1 to "
                            + MAX_ID_CHARS
                            + " characters, not of "
                            + length);
        }
        if (command.getCommandCase() == ControlCommand.CommandCase.COMMAND_NOT_SET) {
            throw invalid(
                    "this release does not know what the command asks; it knows " + commands());
        }
        return command.build();
    }

    private static String commands() {
        return ControlCommand.getDescriptor().getOneofs().get(0).getFields().stream()
                .map(Descriptors.FieldDescriptor::getName)
                .collect(Collectors.joining(", "));
    }

    private static InvalidRequestException invalid(String message) {
        return new InvalidRequestException(ErrorCode.INVALID_COMMAND, message);
    }
}
