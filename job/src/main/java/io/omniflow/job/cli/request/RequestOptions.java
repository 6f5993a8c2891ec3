package io.omniflow.job.cli.request;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a request. What is not given is left to the model. */
final class RequestOptions {

    /** The classes of a request. */
    enum PriorityClass {
        /** Somebody waits for it. */
        HIGH,
        /** The usual. */
        NORMAL,
        /** Whenever there is room. */
        LOW
    }

    @Option(
            names = "--prompt",
            required = true,
            description = "What to paint, or what to continue.")
    private String prompt;

    @Option(
            names = "--id",
            converter = IdConverter.class,
            description = "Id of the request (default: a new one).")
    private @Nullable String id;

    @Option(names = "--negative-prompt", description = "What to avoid.")
    private @Nullable String negativePrompt;

    @Option(names = "--model", description = "Name of the model (default: the deployment's).")
    private @Nullable String model;

    @Option(names = "--steps", description = "Number of inference steps.")
    private @Nullable Integer steps;

    @Option(names = "--guidance", description = "Scale of classifier-free guidance.")
    private @Nullable Double guidance;

    @Option(names = "--seed", description = "Seed of the first; number i uses seed + i.")
    private @Nullable Long seed;

    @Option(names = "--n", description = "Number of images or texts.")
    private @Nullable Integer n;

    @Option(
            names = "--previews",
            paramLabel = "N",
            description =
                    "How many previews of each image to publish while it is made, up to 8; --out"
                            + " has them too.")
    private @Nullable Integer previews;

    @Option(names = "--size", paramLabel = "WIDTHxHEIGHT", description = "Size in pixels.")
    private @Nullable String size;

    @Option(names = "--priority", description = "One of ${COMPLETION-CANDIDATES}.")
    private @Nullable PriorityClass priority;

    @Option(names = "--tenant", description = "Who asks; tenants share the devices fairly.")
    private @Nullable String tenant;

    @Option(
            names = "--deadline",
            converter = Deadline.class,
            paramLabel = "SECONDS",
            description =
                    "When the result ceases to be of use, from now; also a duration such as '2"
                            + " min', or an ISO time.")
    private @Nullable Deadline deadline;

    @Mixin private EngineOptions engine;

    @Mixin private TextSettings text;

    @Mixin private SharingOptions sharing;

    GenerationRequest build() {
        GenerationRequest.Builder request =
                GenerationRequest.newBuilder()
                        .setId(id == null ? UUID.randomUUID().toString() : id)
                        .setPrompt(prompt);
        texts(request);
        numbers(request);
        engine.fill(request);
        text.fill(request);
        sharing.fill(request);
        return request.build();
    }

    private void texts(GenerationRequest.Builder request) {
        if (negativePrompt != null) {
            request.setNegativePrompt(negativePrompt);
        }
        if (model != null) {
            request.setModel(model);
        }
        if (size != null) {
            request.setSize(size);
        }
        if (tenant != null) {
            request.setTenant(tenant);
        }
        if (priority != null) {
            request.setPriority(Priority.valueOf("PRIORITY_" + priority.name()));
        }
    }

    private void numbers(GenerationRequest.Builder request) {
        if (steps != null) {
            request.setNumInferenceSteps(steps);
        }
        if (guidance != null) {
            request.setGuidanceScale(guidance);
        }
        if (seed != null) {
            request.setSeed(seed);
        }
        if (n != null) {
            request.setN(n);
        }
        if (previews != null) {
            request.setPartialImages(previews);
        }
        if (deadline != null) {
            request.setDeadlineMs(deadline.epochMs());
        }
    }
}
