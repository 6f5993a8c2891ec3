package io.omniflow.core.request;

import static io.omniflow.core.config.ComputeType.BFLOAT16;
import static io.omniflow.core.config.ComputeType.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.EngineConfig;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final int CASES = 200;

    @Test
    void anySingleChangedParameterChangesTheFingerprint() throws ReflectiveOperationException {
        Random random = new Random(41);
        for (int i = 0; i < CASES; i++) {
            GenerationParams params = params(random);
            String before = of(params);
            for (RecordComponent component : GenerationParams.class.getRecordComponents()) {
                assertThat(of(withOther(params, component, random)))
                        .as("%s of %s", component.getName(), params)
                        .isNotEqualTo(before);
            }
        }
    }

    @Test
    void modelRevisionAndEngineChangeTheFingerprint() {
        GenerationParams params = params(new Random(42));
        EngineConfig engine = EngineConfig.DEFAULT;

        assertThat(
                        Set.of(
                                Fingerprint.ofTask("m", "r", params, engine),
                                Fingerprint.ofTask("n", "r", params, engine),
                                Fingerprint.ofTask("m", "s", params, engine),
                                Fingerprint.ofTask(
                                        "m", "r", params, new EngineConfig(true, FLOAT32)),
                                Fingerprint.ofTask(
                                        "m", "r", params, new EngineConfig(false, BFLOAT16))))
                .hasSize(5);
    }

    @Test
    void textThatMovesToTheNextFieldChangesTheFingerprint() {
        GenerationParams left = new GenerationParams("ab", "c", 64, 64, 20, 4.0, 1);
        GenerationParams right = new GenerationParams("a", "bc", 64, 64, 20, 4.0, 1);

        assertThat(of(left)).isNotEqualTo(of(right));
    }

    @Test
    void equalContentHasTheSameFingerprintEachTime() {
        GenerationParams negativeZero = new GenerationParams("a", "", 64, 64, 20, -0.0, 1);
        GenerationParams zero = new GenerationParams("a", "", 64, 64, 20, 0.0, 1);

        assertThat(of(zero)).isEqualTo(of(zero)).isEqualTo(of(negativeZero));
        assertThat(of(zero)).matches("[0-9a-f]{64}");
    }

    @Test
    void isStableAcrossReleases() {
        // Caches and state outlive a release: another value here means that they are all forgotten.
        assertThat(of(new GenerationParams("a red circle", "", 64, 64, 20, 4.0, 7)))
                .isEqualTo("45245684988a7af9cc0b55c4a2d2f69cc4d72e98103b92e545869574b23e3ba9");
    }

    @Test
    void equalPromptsShareANeighbourhoodWhateverElseDiffers() {
        String key = Fingerprint.ofNeighbourhood("m", "r", "a red circle");

        assertThat(Fingerprint.ofNeighbourhood("m", "r", "a red circle")).isEqualTo(key);
        assertThat(Fingerprint.ofNeighbourhood("m", "r", "a red circl")).isNotEqualTo(key);
        assertThat(Fingerprint.ofNeighbourhood("m", "s", "a red circle")).isNotEqualTo(key);
        assertThat(Fingerprint.ofNeighbourhood("n", "r", "a red circle")).isNotEqualTo(key);
    }

    @Test
    void aRequestIsNamedByItsContentAndDeadline() {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Set<String> names = new HashSet<>();
        names.add(Fingerprint.ofRequest(content, 0));
        names.add(Fingerprint.ofRequest(content.clone(), 0));
        names.add(Fingerprint.ofRequest(content, 1));
        names.add(Fingerprint.ofRequest(new byte[0], 0));

        assertThat(names).hasSize(3);
    }

    @Test
    void aRequestIdAlwaysGivesTheSameSeedOf32Bits() {
        assertThat(Fingerprint.seedOf("a")).isEqualTo(Fingerprint.seedOf("a"));
        assertThat(Fingerprint.seedOf("a")).isNotEqualTo(Fingerprint.seedOf("b"));
        assertThat(Fingerprint.seedOf("a")).isBetween(0L, 0xFFFF_FFFFL);
    }

    private static String of(GenerationParams params) {
        return Fingerprint.ofTask("model", "revision", params, EngineConfig.DEFAULT);
    }

    private static GenerationParams params(Random random) {
        return new GenerationParams(
                text(random),
                text(random),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextDouble(),
                random.nextLong());
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(20), ' ', 0xD800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Goes through the components by reflection, so that a field added later is covered too. */
    private static GenerationParams withOther(
            GenerationParams params, RecordComponent changed, Random random)
            throws ReflectiveOperationException {
        RecordComponent[] components = GenerationParams.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object value = components[i].getAccessor().invoke(params);
            types[i] = components[i].getType();
            values[i] =
                    components[i].getName().equals(changed.getName())
                            ? other(value, random)
                            : value;
        }
        return GenerationParams.class.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object other(Object value, Random random) {
        if (value instanceof String text) {
            return text + (char) ('a' + random.nextInt(26));
        } else if (value instanceof Integer number) {
            return number ^ (1 << random.nextInt(32));
        } else if (value instanceof Long number) {
            return number ^ (1L << random.nextInt(64));
        } else if (value instanceof Double number) {
            return Math.nextUp(number);
        }
        throw new IllegalArgumentException("no other value of " + value.getClass());
    }
}
