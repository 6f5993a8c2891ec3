package io.omniflow.engine.llm.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.engine.testing.Expected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders compute what transformers does, whatever the batches, chunks and blocks. */
class DecoderParityTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/llm");
    private static final int PROMPTS = 3;
    private static final int STEPS = 64;
    private static final double TOLERANCE = 1e-4;
    private static final long CACHE_BYTES = 1 << 20;

    @ParameterizedTest
    @CsvSource({"llama,false", "qwen2,false", "qwen3,false", "llama,true", "qwen3,true"})
    void aloneEqualsTransformers(String family, boolean deterministic) {
        Expected expected = expected(family);
        try (LanguageModel model = load(family, deterministic)) {
            for (int i = 0; i < PROMPTS; i++) {
                Sequence sequence = new Sequence(prompt(expected, i), blocks(model, i, true));
                float[] first = model.forward(List.of(sequence.next(1000)))[0];
                sequence.take(first);
                float[] last = first;
                while (sequence.written.size() <= STEPS) {
                    last = model.forward(List.of(sequence.next(1)))[0];
                    sequence.take(last);
                }
                check(expected, i, sequence, first, last);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3"})
    void togetherEqualsTransformers(String family) {
        Expected expected = expected(family);
        try (LanguageModel model = load(family, false)) {
            SplittableRandom random = new SplittableRandom(3);
            List<Sequence> sequences = new ArrayList<>();
            float[][] first = new float[PROMPTS][];
            float[][] last = new float[PROMPTS][];
            for (int i = 0; i < PROMPTS; i++) {
                sequences.add(new Sequence(prompt(expected, i), blocks(model, i, false)));
            }
            while (sequences.stream().anyMatch(s -> s.written.size() <= STEPS)) {
                List<Sequence> batch =
                        sequences.stream()
                                .filter(s -> s.written.size() <= STEPS && random.nextInt(4) > 0)
                                .toList();
                List<Chunk> chunks =
                        batch.stream().map(s -> s.next(1 + random.nextInt(20))).toList();
                if (chunks.isEmpty()) {
                    continue;
                }
                float[][] logits = model.forward(chunks);
                int row = 0;
                for (int k = 0; k < batch.size(); k++) {
                    if (chunks.get(k).wanted()) {
                        int i = sequences.indexOf(batch.get(k));
                        last[i] = logits[row++];
                        first[i] = first[i] == null ? last[i] : first[i];
                        batch.get(k).take(last[i]);
                    }
                }
                assertThat(row).isEqualTo(logits.length);
            }
            for (int i = 0; i < PROMPTS; i++) {
                check(expected, i, sequences.get(i), first[i], last[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3"})
    void deterministicRowsAreTheSameBitsInAnyCompany(String family) {
        Expected expected = expected(family);
        try (LanguageModel model = load(family, true)) {
            int[] tokens = prompt(expected, 2);
            float[] alone = null;
            for (int chunk : new int[] {100, 7, 1}) {
                Sequence sequence = new Sequence(tokens, blocks(model, 2, chunk == 7));
                Sequence other = new Sequence(prompt(expected, 1), blocks(model, 0, true));
                float[] logits = null;
                while (logits == null) {
                    Chunk part = sequence.next(chunk);
                    List<Chunk> chunks = new ArrayList<>(List.of(part));
                    if (chunk != 100 && other.pending() > 1) {
                        chunks.add(0, other.next(1));
                    }
                    float[][] rows = model.forward(chunks);
                    logits = part.wanted() ? rows[rows.length - 1] : null;
                }
                alone = alone == null ? logits : alone;
                assertThat(logits).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weightsAndScratchStayWhatTheyAre(boolean deterministic) {
        try (LanguageModel model = load("llama", deterministic)) {
            Sequence sequence = new Sequence(new int[] {1, 2, 3}, blocks(model, 0, true));
            model.forward(List.of(sequence.next(3)));
            int arrays = model.weightManager().getManagedArrays().size();
            for (int i = 0; i < 20; i++) {
                sequence.take(new float[] {1});
                model.forward(List.of(sequence.next(1)));
            }
            assertThat(model.weightManager().getManagedArrays()).hasSize(arrays);
            assertThat(model.scratchArrays()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3"})
    void bfloat16IsClose(String family) {
        Expected expected = expected(family);
        EngineConfig narrow = new EngineConfig(false, ComputeType.BFLOAT16);
        try (LanguageModel model = load(family, narrow)) {
            Sequence sequence = new Sequence(prompt(expected, 2), blocks(model, 2, true));
            float[] logits = model.forward(List.of(sequence.next(100)))[0];
            float[] rows = expected.floats("logits.2");
            Expected.assertClose(family, logits, Arrays.copyOf(rows, rows.length / 2), 0.1);
        }
    }

    private static void check(
            Expected expected, int i, Sequence sequence, float[] first, float[] last) {
        float[] rows = expected.floats("logits." + i);
        int words = rows.length / 2;
        Expected.assertClose("first", first, Arrays.copyOf(rows, words), TOLERANCE);
        Expected.assertClose("last", last, Arrays.copyOfRange(rows, words, 2 * words), TOLERANCE);
        assertThat(sequence.written.subList(0, STEPS))
                .containsExactly(
                        Arrays.stream(expected.longs("text." + i))
                                .mapToObj(id -> (int) id)
                                .toArray(Integer[]::new));
    }

    private static Expected expected(String family) {
        return Expected.read(FIXTURES.resolve(family).resolve("expected.safetensors"));
    }

    private static LanguageModel load(String family, boolean deterministic) {
        return load(family, new EngineConfig(deterministic, ComputeType.FLOAT32));
    }

    private static LanguageModel load(String family, EngineConfig config) {
        return LanguageModel.load(
                FIXTURES.resolve(family), "test-" + family, Device.cpu(), config, CACHE_BYTES);
    }

    private static int[] prompt(Expected expected, int i) {
        return Arrays.stream(expected.longs("prompt." + i)).mapToInt(id -> (int) id).toArray();
    }

    /** Blocks of three sequences: side by side, or each third one from behind. */
    private static int[] blocks(LanguageModel model, int sequence, boolean sideBySide) {
        int each = 8;
        assertThat(model.blocks()).isGreaterThanOrEqualTo(PROMPTS * each);
        return IntStream.range(0, each)
                .map(k -> sideBySide ? sequence * each + k : PROMPTS * (each - 1 - k) + sequence)
                .toArray();
    }

    /** The simplest writer: the likeliest token, always. */
    private static final class Sequence {

        private final List<Integer> tokens = new ArrayList<>();
        private final List<Integer> written = new ArrayList<>();
        private final int[] blocks;
        private int done;

        Sequence(int[] prompt, int[] blocks) {
            Arrays.stream(prompt).forEach(tokens::add);
            this.blocks = blocks;
        }

        int pending() {
            return tokens.size() - done;
        }

        Chunk next(int most) {
            int count = Math.min(most, pending());
            int[] part = tokens.subList(done, done + count).stream().mapToInt(id -> id).toArray();
            Chunk chunk = new Chunk(part, done, blocks, count == pending());
            done += count;
            return chunk;
        }

        void take(float[] logits) {
            int best = 0;
            for (int i = 1; i < logits.length; i++) {
                best = logits[i] > logits[best] ? i : best;
            }
            written.add(best);
            tokens.add(best);
        }
    }
}
