package io.omniflow.job.cli.control;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.cli.terminal.SecondsConverter;
import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command has that the job answers. */
public final class ControlMixin {

    @Mixin private ConnectionOptions connection;

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Only this stage (default: all).")
    private String stage;

    @Option(
            names = "--timeout",
            converter = SecondsConverter.class,
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for an answer (default: 10).")
    private long timeoutSeconds;

    @Mixin private OutputMixin output;

    /** Returns the only stage that is meant; empty for all. */
    public String stage() {
        return stage;
    }

    /** Means one stage, whatever the option says. */
    void only(String name) {
        stage = name;
    }

    boolean isJson() {
        return output.isJson();
    }

    /** Starts a command with an id of its own. */
    public static ControlCommand.Builder command() {
        return ControlCommand.newBuilder().setCommandId(UUID.randomUUID().toString());
    }

    List<ControlReply> ask(List<ControlCommand> commands) {
        try (OmniClient client = connection.connect()) {
            return client.ask(commands, !stage.isEmpty(), Duration.ofSeconds(timeoutSeconds));
        }
    }

    /** Asks, prints each answer and returns the exit code: 1 if any stage refused. */
    public int askAndPrint(
            ControlCommand.Builder command, Function<ControlReply, String> text, PrintWriter out) {
        List<ControlReply> replies = ask(List.of(command.build()));
        replies.forEach(reply -> out.println(isJson() ? Json.of(reply) : line(reply, text)));
        out.flush();
        return exitCode(replies);
    }

    static int exitCode(List<ControlReply> replies) {
        return replies.stream().allMatch(ControlReply::getOk) ? 0 : 1;
    }

    private static String line(ControlReply reply, Function<ControlReply, String> text) {
        return reply.getOk() ? text.apply(reply) : ReplyText.refusal(reply);
    }
}
