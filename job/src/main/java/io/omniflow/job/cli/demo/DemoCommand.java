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
import java.util.ArrayList;
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
        description = {
            "Starts everything, paints some captions and shows the pictures.",
            "Then a few words become captions, and those become pictures."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String DEPLOYMENT = "write-and-paint.yaml";

    private static final Path DATA = Path.of("data", "demo");

    private static final String PICTURES = "shapes";

    private static final String PIPELINE = "write-and-paint";

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
        List<String> captions = DemoPrompts.read(prompts);
        PictureFiles files = PictureFiles.in(out);
        stack.setDefaults(DEPLOYMENT, DATA);
        LogFile.in(stack.data());
        Signals signals = Signals.install();
        System.err.println("Starting Kafka and Flink ...");
        try (EmbeddedStack running = EmbeddedStack.start(stack.options())) {
            StackRunner.announce(running);
            List<GenerationRequest> requests = new ArrayList<>();
            List<RequestState> states = show(running, captions, requests);
            report(states, requests, files);
            if (keep) {
                StackRunner.runUntil(signals, running);
            } else {
                running.stop();
            }
            return isComplete(states) ? 0 : 1;
        }
    }

    private List<RequestState> show(
            EmbeddedStack running, List<String> captions, List<GenerationRequest> asked) {
        DemoRequests requests = new DemoRequests();
        try (OmniClient client = OmniClient.connect(running.bootstrapServers())) {
            String model = running.serves(PICTURES) ? PICTURES : "";
            asked.addAll(requests.of(model, captions));
            List<RequestState> states = new ArrayList<>(paint(client, asked));
            if (prompts == null && running.serves(PIPELINE)) {
                System.err.println("A few words become a caption, and the caption a picture:");
                List<GenerationRequest> words = requests.of(PIPELINE, DemoPrompts.WORDS);
                asked.addAll(words);
                words.forEach(request -> states.add(writeAndPaint(client, request)));
            }
            return states;
        }
    }

    private static List<RequestState> paint(OmniClient client, List<GenerationRequest> requests) {
        List<Submission> submissions = requests.stream().map(client::submit).toList();
        System.err.println("Published " + requests.size() + " requests.");
        Waiting.follow(submissions, Terminal.progress(requests.size()), PATIENCE);
        return submissions.stream().map(Submission::state).toList();
    }

    private static RequestState writeAndPaint(OmniClient client, GenerationRequest request) {
        Submission submission = client.submit(request);
        CaptionView view = new CaptionView(System.err, request.getPrompt());
        Waiting.follow(List.of(submission), view, PATIENCE);
        view.end(DemoReport.written(submission.result().join()));
        return submission.state();
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
