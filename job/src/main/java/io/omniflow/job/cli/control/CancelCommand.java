package io.omniflow.job.cli.control;

import io.omniflow.job.cli.terminal.Json;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives up requests. */
@Command(
        name = "cancel",
        description = {
            "Gives up requests: what waits ends at once, what runs within a step, as 'cancelled'.",
            "Doing so twice, or for an id that is finished or unknown, does no harm."
        },
        mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of the requests.")
    private List<String> ids;

    @Mixin private ControlMixin control;

    @Override
    public Integer call() {
        Map<String, String> requests = new LinkedHashMap<>();
        List<ControlCommand> commands = ids.stream().distinct().map(this::command).toList();
        commands.forEach(c -> requests.put(c.getCommandId(), c.getCancel().getRequestId()));
        List<ControlReply> replies = control.ask(commands);
        PrintWriter out = spec.commandLine().getOut();
        if (control.isJson()) {
            replies.forEach(reply -> out.println(Json.of(reply)));
        } else {
            requests.forEach(
                    (command, id) -> out.println(CancelText.of(id, answers(replies, command))));
        }
        out.flush();
        return ControlMixin.exitCode(replies);
    }

    private ControlCommand command(String id) {
        return ControlMixin.command()
                .setCancel(Cancel.newBuilder().setRequestId(id).setStage(control.stage()))
                .build();
    }

    private static List<ControlReply> answers(List<ControlReply> replies, String command) {
        return replies.stream().filter(r -> r.getCommandId().equals(command)).toList();
    }
}
