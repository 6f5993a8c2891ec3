package io.omniflow.core.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.stepcache.QualityLevels;
import java.util.Arrays;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRulesTest {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 7};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};

    private final ImageRules rules = new ImageRules(TestModel.withLevels(QualityLevels.EXACT_ONLY));

    @Test
    void takesPngAndJpegUpToTheLargestSize() {
        byte[] largest = Arrays.copyOf(PNG, 100);

        assertThat(rules.image(PNG, 0.3)).isEqualTo(new InitImage(PNG, 0.3));
        assertThat(rules.image(JPEG, 1.0)).isEqualTo(new InitImage(JPEG, 1.0));
        assertThat(rules.image(largest, null)).isEqualTo(new InitImage(largest, 0.6));
        assertThat(rules.image(null, null)).isNull();
    }

    @Test
    void refusesWhatIsNoPicture() {
        refused("GIF89a".getBytes(US_ASCII), null).contains("PNG or JPEG").contains("474946");
        refused(new byte[0], null).contains("begins with ''");
        refused(Arrays.copyOf(PNG, 7), null).contains("89504e470d0a1a");
        refused(Arrays.copyOf(JPEG, 2), null).contains("ffd8");
        refused(Arrays.copyOf(PNG, 101), null).contains("100 bytes").contains("101");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesOtherStrengths(double strength) {
        refused(PNG, strength).contains("above 0 and at most 1").contains("" + strength);
    }

    @Test
    void refusesAStrengthWithoutAPicture() {
        refused(null, 0.5).contains("without an image").contains("0.5");
    }

    private AbstractStringAssert<?> refused(byte[] data, Double strength) {
        InvalidRequestException[] thrown = new InvalidRequestException[1];
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> rules.image(data, strength))
                .satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].code()).isEqualTo(ErrorCode.INVALID_IMAGE);
        return assertThat(thrown[0].getMessage());
    }
}
