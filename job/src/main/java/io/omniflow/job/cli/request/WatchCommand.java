package io.omniflow.job.cli.request;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.client.Incoming;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Subscription;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what happens, from now on, until it is interrupted. */
@Command(
        name = "watch",
        description = "Prints events and results as they come, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ConnectionOptions connection;

    @Option(names = "--request", paramLabel = "ID", description = "Only of this request.")
    private @Nullable String request;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        BlockingQueue<Incoming> heard = new LinkedBlockingQueue<>();
        try (OmniClient client = connection.connect();
                Subscription listening = client.listen(heard::add)) {
            while (true) {
                print(heard.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void print(Incoming incoming) {
        String line =
                incoming instanceof Incoming.Event in
                        ? line(in.event())
                        : incoming instanceof Incoming.Result out ? line(out.result()) : "";
        if (!line.isEmpty()) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }

    private String line(GenerationEvent event) {
        if (request != null && !request.equals(event.getRequestId())) {
            return "";
        }
        if (output.isJson()) {
            return Json.of(event);
        }
        return event.hasControlReply() ? "" : EventLines.of(event);
    }

    private String line(GenerationResult result) {
        if (request != null && !request.equals(result.getRequestId())) {
            return "";
        }
        return output.isJson() ? Json.of(result) : EventLines.of(result);
    }
}
