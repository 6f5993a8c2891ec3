package io.omniflow.job.cli.control;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.cli.terminal.CommandException;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputFormat;
import io.omniflow.job.client.Follower;
import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.OmniClient;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GetStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the job for its state. */
@Command(
        name = "status",
        description = "Prints queues, workers and caches of the running job.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    /** How long other stages may take once the first has answered. */
    private static final Duration GRACE = Duration.ofMillis(500);

    @Spec private CommandSpec spec;

    @Mixin private ConnectionOptions connection;

    @Option(names = "--stage", defaultValue = "", description = "Only of this stage.")
    private String stage;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for an answer (default: 10).")
    private long timeoutSeconds;

    @Option(
            names = "--output",
            defaultValue = "TEXT",
            description = "text or json (default: text).")
    private OutputFormat output;

    @Override
    public Integer call() {
        List<ControlReply> replies = ask();
        PrintWriter out = spec.commandLine().getOut();
        for (ControlReply reply : replies) {
            out.println(output == OutputFormat.JSON ? Json.of(reply) : StatusText.of(reply));
        }
        out.flush();
        return replies.stream().allMatch(ControlReply::getOk) ? 0 : 1;
    }

    private List<ControlReply> ask() {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId(UUID.randomUUID().toString())
                        .setGetStatus(GetStatus.newBuilder().setStage(stage))
                        .build();
        try (OmniClient client = connection.connect();
                Follower follower = client.follow()) {
            client.publish(command);
            return collect(follower, command.getCommandId());
        }
    }

    private List<ControlReply> collect(Follower follower, String id) {
        List<ControlReply> replies = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        while (System.nanoTime() < end) {
            List<ControlReply> more = replies(follower.poll(Duration.ofMillis(100)), id);
            if (replies.isEmpty() && !more.isEmpty()) {
                end = System.nanoTime() + (stage.isEmpty() ? GRACE.toNanos() : 0);
            }
            replies.addAll(more);
        }
        if (replies.isEmpty()) {
            throw new CommandException(
                    "no answer within " + timeoutSeconds + " s: is the job running?");
        }
        return replies;
    }

    private static List<ControlReply> replies(List<Incoming> incoming, String id) {
        return incoming.stream()
                .filter(Incoming.Event.class::isInstance)
                .map(event -> ((Incoming.Event) event).event().getControlReply())
                .filter(reply -> reply.getCommandId().equals(id))
                .toList();
    }
}
