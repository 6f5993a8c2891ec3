package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Published;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptCacheTest {

    private static final List<String> HORSE = List.of("", "a horse");
    private static final List<String> CAT = List.of("", "a cat");
    private static final long ONE_ENTRY = 4L * 2 * ((77 + 256) * 40 + 32);

    private Kernels kernels;
    private NDManager manager;
    private PromptCache cache;

    @BeforeEach
    void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        cache = cache(2 * ONE_ENTRY);
    }

    @AfterEach
    void close() {
        cache.close();
        manager.close();
        kernels.close();
    }

    @Test
    void encodesEqualPromptsOnce() {
        float[] first = encode(HORSE);

        assertThat(encode(HORSE)).containsExactly(first);
        assertThat(encode(List.of("", " a  horse "))).containsExactly(first);
        assertThat(cache.encodings()).isEqualTo(1);
    }

    @Test
    void tellsPromptsApart() {
        float[] horse = encode(HORSE);

        assertThat(encode(CAT)).isNotEqualTo(horse);
        assertThat(encode(List.of("a horse", ""))).isNotEqualTo(horse);
        assertThat(encode(List.of("a horse"))).isNotEqualTo(horse);
        assertThat(cache.encodings()).isEqualTo(4);
    }

    @Test
    void warnsEachTime() {
        List<String> prompts = List.of("word ".repeat(300));
        Set<String> first = new LinkedHashSet<>();
        Set<String> second = new LinkedHashSet<>();

        try (NDManager owner = manager.newSubManager()) {
            cache.encode(owner, prompts, first);
            cache.encode(owner, prompts, second);
        }

        assertThat(second).isEqualTo(first).hasSize(2);
        assertThat(cache.encodings()).isEqualTo(1);
    }

    @Test
    void forgetsTheOneThatWasUsedLongestAgo() {
        encode(HORSE);
        encode(CAT);
        encode(HORSE);
        encode(List.of("", "a dog"));
        assertThat(cache.encodings()).isEqualTo(3);

        encode(HORSE);
        assertThat(cache.encodings()).isEqualTo(3);
        encode(CAT);
        assertThat(cache.encodings()).isEqualTo(4);
        assertThat(cache.manager().getManagedArrays()).hasSize(2 * 2);
    }

    @Test
    void keepsNothingThatIsTooLarge() {
        try (PromptCache small = cache(ONE_ENTRY - 1);
                NDManager owner = manager.newSubManager()) {
            small.encode(owner, HORSE, new LinkedHashSet<>());
            small.encode(owner, HORSE, new LinkedHashSet<>());

            assertThat(small.encodings()).isEqualTo(2);
            assertThat(small.manager().getManagedArrays()).isEmpty();
        }
    }

    /** Closes what it was given, as a generation does. */
    private float[] encode(List<String> prompts) {
        try (NDManager owner = manager.newSubManager()) {
            return cache.encode(owner, prompts, new LinkedHashSet<>()).hidden().toFloatArray();
        }
    }

    private PromptCache cache(long maxBytes) {
        ConfigFile index = ConfigFile.read(Published.BUNDLE.resolve("model_index.json"));
        PromptConfig config = PromptConfig.published(Published.BUNDLE, index, 40);
        PromptEncoder encoder =
                PromptEncoder.load(
                        config, kernels, PromptWeights.prepare(config, kernels, manager));
        return new PromptCache(encoder, Device.cpu(), maxBytes);
    }
}
