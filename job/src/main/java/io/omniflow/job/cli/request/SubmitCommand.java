package io.omniflow.job.cli.request;

import io.omniflow.job.cli.connection.ConnectionOptions;
import io.omniflow.job.cli.terminal.Json;
import io.omniflow.job.cli.terminal.OutputMixin;
import io.omniflow.job.cli.terminal.SecondsConverter;
import io.omniflow.job.cli.terminal.Stations;
import io.omniflow.job.cli.terminal.Terminal;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Submission;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes one request and, if asked to, waits for its result. */
@Command(
        name = "submit",
        description = "Publishes a request; with --wait, waits for the result.",
        mixinStandardHelpOptions = true)
public final class SubmitCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ConnectionOptions connection;

    @Mixin private RequestOptions options;

    @Option(names = "--wait", description = "Wait for the result.")
    private boolean wait;

    @Option(
            names = "--timeout",
            converter = SecondsConverter.class,
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to wait (default: 600).")
    private long timeoutSeconds;

    @Option(names = "--out", paramLabel = "DIR", description = "Write the images and texts there.")
    private @Nullable Path out;

    @Mixin private OutputMixin output;

    @Override
    public Integer call() {
        if (out != null && !wait) {
            throw new ParameterException(spec.commandLine(), "--out needs --wait");
        }
        GenerationRequest request = options.build();
        try (OmniClient client = connection.connect()) {
            return wait ? publishAndWait(client, request) : publish(client, request);
        }
    }

    private int publish(OmniClient client, GenerationRequest request) {
        client.publish(request);
        String id = request.getId();
        print(output.isJson() ? Json.of(Map.of("id", id)) : id);
        return 0;
    }

    private int publishAndWait(OmniClient client, GenerationRequest request) {
        PictureFiles files = out == null ? null : PictureFiles.in(out);
        GenerationResult result = await(client, request, files);
        Map<Integer, Path> written =
                files == null ? Map.of() : files.write(result, request.getId());
        if (output.isJson()) {
            print(Json.of(result, written));
        } else {
            result.getStagesList()
                    .forEach(stage -> print(stage.getStage() + " wrote: " + stage.getText()));
            result.getOutputsList().stream()
                    .filter(Output::hasText)
                    .forEach(text -> print(text.getText()));
            print(request.getId() + ": " + Stations.end(result));
            Stations.failures(result).forEach(this::print);
            written.values().forEach(file -> print(file.toString()));
        }
        return result.getStatus() == Status.STATUS_COMPLETED ? 0 : 1;
    }

    private GenerationResult await(
            OmniClient client, GenerationRequest request, @Nullable PictureFiles files) {
        try (Submission submission = client.submit(request)) {
            Waiting.follow(
                    List.of(submission),
                    Terminal.progressOfOne(),
                    Duration.ofSeconds(timeoutSeconds));
            List<GenerationEvent> previews = submission.state().previews();
            if (files != null) {
                previews.forEach(preview -> files.write(preview, request.getId()));
            }
            return submission.result().join();
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
