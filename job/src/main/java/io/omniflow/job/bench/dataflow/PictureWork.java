package io.omniflow.job.bench.dataflow;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.job.bench.BundleStage;
import io.omniflow.v1.GenerationRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The same pictures as requests and as tasks; no two are equal. */
final class PictureWork {

    static final String MODEL = "shapes";

    private static final List<String> PROMPTS =
            List.of(
                    "a red circle on a blue background",
                    "a small green square on a white background",
                    "a large yellow triangle on a black background",
                    "a purple ring on an orange background");

    private final StageConfig stage;
    private final int steps;
    private int next;

    /** Plans pictures of a bundle's default size. */
    PictureWork(Path bundle, int slots, int steps) {
        this.stage = BundleStage.of(MODEL, bundle, slots, steps);
        this.steps = steps;
    }

    StageConfig stage() {
        return stage;
    }

    /** Returns requests for new pictures. */
    List<GenerationRequest> requests(int count) {
        return numbers(count).mapToObj(this::request).toList();
    }

    /** Returns tasks for new pictures. */
    List<GenerationTask> tasks(int count) {
        return numbers(count).mapToObj(this::task).toList();
    }

    private IntStream numbers(int count) {
        int from = next;
        next += count;
        return IntStream.range(from, next);
    }

    private GenerationRequest request(int number) {
        return GenerationRequest.newBuilder()
                .setId("r" + number)
                .setModel(MODEL)
                .setPrompt(prompt(number))
                .setSeed(number)
                .setNumInferenceSteps(steps)
                .build();
    }

    private GenerationTask task(int number) {
        ModelSpec model = stage.model();
        GenerationParams params =
                new GenerationParams(
                        prompt(number),
                        "",
                        model.image().defaultWidth(),
                        model.image().defaultHeight(),
                        steps,
                        model.image().defaultGuidanceScale(),
                        number);
        return new GenerationTask(
                new TaskId("r" + number, 0),
                1,
                MODEL,
                model.revision(),
                params,
                Priority.NORMAL,
                "",
                0,
                0,
                "fingerprint",
                "request",
                "key",
                Map.of());
    }

    private static String prompt(int number) {
        return PROMPTS.get(number % PROMPTS.size());
    }
}
