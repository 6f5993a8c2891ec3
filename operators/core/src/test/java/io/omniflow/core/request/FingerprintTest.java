package io.omniflow.core.request;

import static io.omniflow.core.config.ComputeType.BFLOAT16;
import static io.omniflow.core.config.ComputeType.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    void anySingleChangedSettingOfTheStepCacheChangesTheFingerprint()
            throws ReflectiveOperationException {
        Random random = new Random(43);
        for (int i = 0; i < CASES; i++) {
            GenerationParams params = params(random);
            StepCacheSpec spec = params.stepCache();
            List<StepCacheSpec> others = new ArrayList<>(otherLimits(spec, random));
            others.add(with(spec, "kind", otherKind(spec.kind())));
            if (spec.kind().hasThreshold()) {
                others.add(with(spec, "threshold", Math.nextUp(spec.threshold())));
            } else {
                others.add(with(spec, "pattern", spec.pattern() + "1"));
            }
            Set<String> prints = new HashSet<>(Set.of(of(params)));
            others.forEach(other -> prints.add(of(params.withStepCache(other))));

            assertThat(prints).as("%s", spec).hasSize(1 + others.size());
        }
    }

    @Test
    void theNameAndTheCostOfALevelAreNoPartOfTheFingerprint() throws Exception {
        GenerationParams params = params(new Random(44));
        StepCacheSpec renamed = with(params.stepCache(), "level", "other");

        assertThat(of(params.withStepCache(renamed.withEffort(0.123)))).isEqualTo(of(params));
    }

    @Test
    void aStepCacheThatDoesNotApplyIsNone() {
        StepCacheSpec easy = StepCacheSpec.of(StepCacheKind.EASY, 0.1);
        GenerationParams eight = new GenerationParams("a", "", 64, 64, 8, 4.0, 1);
        GenerationParams nine = new GenerationParams("a", "", 64, 64, 9, 4.0, 1);
        GenerationParams half = withInit(nine, new InitImage(new byte[] {1}, 0.5));

        assertThat(of(eight.withStepCache(easy))).isEqualTo(of(eight));
        assertThat(of(nine.withStepCache(easy))).isNotEqualTo(of(nine));
        assertThat(of(half.withStepCache(easy))).isEqualTo(of(half));
    }

    @Test
    void thePictureToStartFromAndItsStrengthChangeTheFingerprint() {
        GenerationParams noise = new GenerationParams("a", "", 64, 64, 20, 4.0, 1);

        assertThat(
                        Set.of(
                                of(noise),
                                of(withInit(noise, new InitImage(new byte[] {1}, 0.5))),
                                of(withInit(noise, new InitImage(new byte[] {2}, 0.5))),
                                of(withInit(noise, new InitImage(new byte[] {1}, 0.6))),
                                of(withInit(noise, new InitImage(new byte[] {1, 0}, 0.5)))))
                .hasSize(5);
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
                1_000 + random.nextInt(1_000),
                random.nextDouble(),
                random.nextLong(),
                text(random),
                spec(random),
                new InitImage(new byte[] {(byte) random.nextInt()}, 1 - random.nextDouble() / 2));
    }

    private static StepCacheSpec spec(Random random) {
        StepCacheKind[] kinds = StepCacheKind.values();
        StepCacheKind kind = kinds[1 + random.nextInt(kinds.length - 1)];
        return new StepCacheSpec(
                kind,
                kind.hasThreshold() ? 1 - random.nextDouble() : 0,
                kind.hasPattern() ? "1" + random.nextInt(1_000) : "",
                new StepCacheLimits(
                        1 + random.nextInt(9),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextDouble(),
                        1 + random.nextInt(9),
                        random.nextInt(9),
                        1 + random.nextInt(2)),
                "level",
                1 - random.nextDouble());
    }

    private static GenerationParams withInit(GenerationParams params, InitImage init) {
        return new GenerationParams(
                params.prompt(),
                params.negativePrompt(),
                params.width(),
                params.height(),
                params.steps(),
                params.guidanceScale(),
                params.seed(),
                params.scheduler(),
                params.stepCache(),
                init);
    }

    private static StepCacheKind otherKind(StepCacheKind kind) {
        return switch (kind) {
            case OFF, TEA -> StepCacheKind.EASY;
            case EASY -> StepCacheKind.FIRST_BLOCK;
            case FIRST_BLOCK -> StepCacheKind.MAG;
            case MAG -> StepCacheKind.TEA;
            case MASK -> StepCacheKind.TAYLOR;
            case TAYLOR -> StepCacheKind.MASK;
        };
    }

    private static List<StepCacheSpec> otherLimits(StepCacheSpec spec, Random random)
            throws ReflectiveOperationException {
        List<StepCacheSpec> others = new ArrayList<>();
        for (RecordComponent component : StepCacheLimits.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(spec.limits());
            Object other =
                    component.getName().equals("order")
                            ? (Object) (3 - (Integer) value)
                            : value instanceof Integer number
                                    ? (Object) (number + 1 + random.nextInt(9))
                                    : Math.nextUp((Double) value);
            others.add(with(spec, "limits", with(spec.limits(), component.getName(), other)));
        }
        return others;
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
        Object value = changed.getAccessor().invoke(params);
        return with(params, changed.getName(), other(value, random));
    }

    @SuppressWarnings("unchecked") // a record of the same class
    private static <R extends Record> R with(R record, String changed, Object other)
            throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] =
                    components[i].getName().equals(changed)
                            ? other
                            : components[i].getAccessor().invoke(record);
        }
        return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
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
        } else if (value instanceof StepCacheSpec spec) {
            return StepCacheSpec.of(StepCacheKind.EASY, spec.threshold() + 1);
        } else if (value instanceof InitImage init) {
            return new InitImage(init.data(), init.strength() / 2);
        }
        throw new IllegalArgumentException("no other value of " + value.getClass());
    }
}
