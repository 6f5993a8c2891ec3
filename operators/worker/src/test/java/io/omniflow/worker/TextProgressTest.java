package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.SavedToken;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.TextAssembly;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.engine.StepModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the loop tells of a text while the shipped language model writes it. */
final class TextProgressTest {

    private static final Path WORDS = Path.of("../../deploy/models/words");
    private static final EngineConfig EXACTLY = new EngineConfig(true, ComputeType.FLOAT32);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TOKENS = 40;

    private final GenerationTask task = task();

    @Test
    void thePartsAreTheTextAlsoAfterItIsTakenUpAgain() {
        RecordingListener first = new RecordingListener();
        Snapshot middle;
        try (StepLoop loop = loop(first)) {
            loop.submit(Submission.fresh(task, RunTerms.DEFAULT));
            await().atMost(PATIENCE).until(() -> first.ended().contains(task.id()));
            List<SavedToken> saved = loop.snapshot(task.id()).orElseThrow().tokens();
            middle = Snapshot.ofText(saved.subList(0, TOKENS / 4));
        }
        RecordingListener second = new RecordingListener();
        try (StepLoop loop = loop(second)) {
            loop.submit(new Submission(task.id(), task, middle, RunTerms.DEFAULT, 0, false));
            await().atMost(PATIENCE).until(() -> second.ended().contains(task.id()));
        }

        String text = text(first);
        assertThat(text).isNotBlank();
        assertThat(text(second)).isEqualTo(text);
        assertThat(told(first)).isNotEmpty();
        assertThat(assembled(first)).isNotBlank();
        assertThat(text).startsWith(assembled(first));
        assertThat(told(second)).first().satisfies(part -> assertThat(part.offset()).isZero());
        assertThat(text).startsWith(assembled(second));
    }

    private String text(RecordingListener listener) {
        assertThat(listener.failures()).isEmpty();
        return new String(listener.outputs().get(task.id()).data(), StandardCharsets.UTF_8);
    }

    private static List<TextPart> told(RecordingListener listener) {
        return listener.progress().stream()
                .flatMap(List::stream)
                .map(StepProgress::written)
                .filter(part -> part.count() > 0)
                .toList();
    }

    /** Parts that do not begin where the last one ended would leave a gap. */
    private static String assembled(RecordingListener listener) {
        TextAssembly assembly = new TextAssembly();
        int end = 0;
        for (TextPart part : told(listener)) {
            assertThat(part.offset()).isEqualTo(end);
            end += part.text().length();
            assembly.add(0, part.offset(), part.text());
        }
        assertThat(assembly.text()).hasSize(end);
        return assembly.text();
    }

    private static StepLoop loop(RecordingListener listener) {
        StepLoop loop =
                new StepLoop(
                        "words",
                        () -> StepModels.load(WORDS, Device.cpu(), EXACTLY),
                        new StepLoopConfig(2, 0, 0, 0),
                        listener,
                        Clock.systemUTC());
        loop.start();
        return loop;
    }

    /** A text that goes on to its last token, since its end is passed over. */
    private static GenerationTask task() {
        TextSampling sampled = new TextSampling(1, 0, 1, 0, 1, 0, 0, -1);
        TextParams params =
                new TextParams("circle red", TOKENS, sampled, 3, List.of(), List.of(), true);
        return new GenerationTask(
                new TaskId("r", 0),
                1,
                "words",
                "revision",
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
}
