package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.RequestRules.Size;
import io.omniflow.core.stepcache.QualityLevels;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

    private static final ModelSpec MODEL =
            new ModelSpec(
                    "shapes", "r1", "/bundle", 64, 32, 16, 128, 8, 20, 100, 4.0, 20.0, 1000, 4);

    private final RequestRules rules = new RequestRules(MODEL);

    @Test
    void absentValuesTakeTheModelsDefaults() {
        assertThat(rules.images(null)).isEqualTo(1);
        assertThat(rules.size("")).isEqualTo(new Size(64, 32));
        assertThat(rules.size("auto")).isEqualTo(new Size(64, 32));
        assertThat(rules.steps(null)).isEqualTo(20);
        assertThat(rules.guidanceScale(null)).isEqualTo(4.0);
        assertThat(RequestRules.outputFormat("")).isEqualTo("png");
    }

    @Test
    void valuesOnTheBoundsAreTaken() {
        assertThat(rules.images(4)).isEqualTo(4);
        assertThat(rules.size("16x128")).isEqualTo(new Size(16, 128));
        assertThat(rules.steps(1)).isEqualTo(1);
        assertThat(rules.steps(100)).isEqualTo(100);
        assertThat(rules.guidanceScale(0.0)).isZero();
        assertThat(rules.guidanceScale(20.0)).isEqualTo(20.0);
        assertThat(rules.prompt("p".repeat(1000))).hasSize(1000);
        assertThat(rules.negativePrompt("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-1_2.3:4~5", "0123456789"})
    void idsOfTheAlphabetAreTaken(String id) {
        assertThat(RequestRules.id(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "a#0", "ü", "a\n"})
    void otherIdsAreRefused(String id) {
        refused(ErrorCode.INVALID_ID, () -> RequestRules.id(id)).contains("1 to 128");
    }

    @Test
    void idsHaveUpTo128Characters() {
        assertThat(RequestRules.id("x".repeat(128))).hasSize(128);
        refused(ErrorCode.INVALID_ID, () -> RequestRules.id("x".repeat(129)))
                .contains("x".repeat(100) + "'...")
                .doesNotContain("x".repeat(101));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 5, Integer.MAX_VALUE})
    void otherNumbersOfImagesAreRefused(int n) {
        refused(ErrorCode.INVALID_N, () -> rules.images(n)).contains("1 to 4").contains("" + n);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, 10_000})
    void otherNumbersOfStepsAreRefused(int steps) {
        refused(ErrorCode.INVALID_STEPS, () -> rules.steps(steps))
                .contains("1 to 100")
                .contains("" + steps);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 20.1, Double.NaN, Double.POSITIVE_INFINITY})
    void otherGuidanceIsRefused(double guidance) {
        refused(ErrorCode.INVALID_GUIDANCE, () -> rules.guidanceScale(guidance))
                .contains("0 to 20.0")
                .contains("" + guidance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "64",
                "64X64",
                "64 x 64",
                "-64x64",
                "x",
                "64x64x64",
                "1e2x64",
                "99999999999x64"
            })
    void malformedSizesAreRefused(String size) {
        refused(ErrorCode.INVALID_SIZE, () -> rules.size(size)).contains("'" + size + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8x64", "64x136", "60x64", "64x0", "999999x64"})
    void sizesTheModelCannotPaintAreRefused(String size) {
        refused(ErrorCode.INVALID_SIZE, () -> rules.size(size))
                .contains("multiples of 8 from 16 to 128")
                .contains(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void blankPromptsAreRefused(String prompt) {
        refused(ErrorCode.INVALID_PROMPT, () -> rules.prompt(prompt));
    }

    @Test
    void aPromptOfAMegabyteIsRefusedWithoutBeingRepeated() {
        String prompt = "paint ".repeat(1 << 18);
        refused(ErrorCode.INVALID_PROMPT, () -> rules.prompt(prompt))
                .doesNotContain("paint")
                .hasSizeLessThan(200);
        refused(ErrorCode.INVALID_PROMPT, () -> rules.negativePrompt(prompt))
                .doesNotContain("paint");
    }

    @Test
    void promptsAreCountedInCharactersNotInCodeUnits() {
        assertThat(rules.prompt("🎨".repeat(1000))).isNotEmpty();
        refused(ErrorCode.INVALID_PROMPT, () -> rules.prompt("🎨".repeat(1001))).contains("1001");
    }

    @Test
    void theModelsOwnSamplerHasNoName() {
        ModelSpec two =
                new ModelSpec(
                        "shapes",
                        "r1",
                        "/bundle",
                        64,
                        32,
                        16,
                        128,
                        8,
                        20,
                        100,
                        4.0,
                        20.0,
                        1000,
                        4,
                        1,
                        List.of("Own", "Other"),
                        QualityLevels.EXACT_ONLY);

        assertThat(new RequestRules(two).scheduler("")).isEmpty();
        assertThat(new RequestRules(two).scheduler("Own")).isEmpty();
        assertThat(new RequestRules(two).scheduler("Other")).isEqualTo("Other");
        refused(ErrorCode.INVALID_SCHEDULER, () -> new RequestRules(two).scheduler("own"))
                .isEqualTo("scheduler must be one of Own, Other, not 'own'");
    }

    @Test
    void numbersOfPreviewsBeyondTheirRangeAreRefused() {
        assertThat(RequestRules.previews(8)).isEqualTo(8);
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.previews(9))
                .isEqualTo("partial_images must be from 0 to 8, not '9'");
    }

    @Test
    void otherOutputFormatsAreRefused() {
        refused(ErrorCode.INVALID_OUTPUT_FORMAT, () -> RequestRules.outputFormat("jpeg"))
                .contains("jpeg");
    }

    @Test
    void tenantsUsersAndLabelsAreBounded() {
        assertThat(RequestRules.tenant("")).isEmpty();
        assertThat(RequestRules.labels(Map.of("a", ""))).hasSize(1);
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.tenant("t".repeat(129)));
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.tenant("a\u0000b")).contains("'a?b'");
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.user("u".repeat(257)));
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.labels(Map.of("", "v")));
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.labels(Map.of("k", "v".repeat(257))));
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.labels(Map.of("k".repeat(65), "v")));
        Map<String, String> many =
                IntStream.range(0, 65)
                        .boxed()
                        .collect(Collectors.toMap(i -> "k" + i, i -> "v" + i));
        refused(ErrorCode.INVALID_FIELD, () -> RequestRules.labels(many)).contains("65");
    }

    private static AbstractStringAssert<?> refused(ErrorCode code, ThrowingCallable call) {
        InvalidRequestException[] thrown = new InvalidRequestException[1];
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(call)
                .satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].code()).isEqualTo(code);
        return assertThat(thrown[0].getMessage());
    }
}
