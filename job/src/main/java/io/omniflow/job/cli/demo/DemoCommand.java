package io.omniflow.job.cli.demo;

import io.omniflow.job.cli.request.Waiting;
import io.omniflow.job.cli.stack.LogFile;
import io.omniflow.job.cli.stack.Signals;
import io.omniflow.job.cli.stack.StackMixin;
import io.omniflow.job.cli.stack.StackRunner;
import io.omniflow.job.cli.terminal.Terminal;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.RequestState;
import io.omniflow.job.client.Submission;
import io.omniflow.job.embedded.EmbeddedStack;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole way from captions to pictures on this machine. */
@Command(
        name = "demo",
        description = "Starts everything, paints some captions and shows the pictures.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec private CommandSpec spec;

    @Mixin private StackMixin stack;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "A text file with one prompt a line (default: built-in captions).")
    private @Nullable Path prompts;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Where the pictures go (default: ./out).")
    private Path out;

    @Option(names = "--keep", description = "Leave everything up until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() {
        List<GenerationRequest> requests = DemoRequests.of(DemoPrompts.read(prompts));
        PictureFiles files = PictureFiles.in(out);
        LogFile.in(stack.data());
        Signals signals = Signals.install();
        System.err.println("Starting Kafka and Flink ...");
        try (EmbeddedStack running = EmbeddedStack.start(stack.options())) {
            StackRunner.announce(running);
            List<RequestState> states = paint(running, requests);
            report(states, requests, files);
            if (keep) {
                StackRunner.runUntil(signals, running);
            } else {
                running.stop();
            }
            return isComplete(states) ? 0 : 1;
        }
    }

    private static List<RequestState> paint(
            EmbeddedStack running, List<GenerationRequest> requests) {
        try (OmniClient client = OmniClient.connect(running.bootstrapServers())) {
            List<Submission> submissions = requests.stream().map(client::submit).toList();
            System.err.println("Published " + requests.size() + " requests.");
            Waiting.follow(submissions, Terminal.progress(requests.size()), PATIENCE);
            return submissions.stream().map(Submission::state).toList();
        }
    }

    private void report(
            List<RequestState> states, List<GenerationRequest> requests, PictureFiles files) {
        DemoReport report = new DemoReport(states, requests);
        spec.commandLine().getOut().print(report.table());
        spec.commandLine().getOut().flush();
        Path sheet = report.write(files);
        System.err.println("Pictures and the contact sheet are in " + sheet.getParent() + ":");
        spec.commandLine().getOut().println(sheet);
        spec.commandLine().getOut().flush();
    }

    private static boolean isComplete(List<RequestState> states) {
        return states.stream()
                .map(RequestState::result)
                .allMatch(r -> r.isPresent() && r.get().getStatus() == Status.STATUS_COMPLETED);
    }
}
