package io.omniflow.core.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.stepcache.QualityLevels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRulesTest {

    private static final byte[] PNG = png(64, 32);
    private static final byte[] JPEG = jpeg(64, 32);
    private static final RequestRules.Size ASKED = new RequestRules.Size(64, 32);

    private final ImageRules rules = new ImageRules(TestModel.withLevels(QualityLevels.EXACT_ONLY));

    @Test
    void takesPngAndJpegUpToTheLargestSize() {
        byte[] largest = Arrays.copyOf(PNG, 100);

        assertThat(rules.image(PNG, 0.3, ASKED)).isEqualTo(new InitImage(PNG, 0.3));
        assertThat(rules.image(JPEG, 1.0, ASKED)).isEqualTo(new InitImage(JPEG, 1.0));
        assertThat(rules.image(largest, null, ASKED)).isEqualTo(new InitImage(largest, 0.6));
        assertThat(rules.image(null, null, ASKED)).isNull();
    }

    @Test
    void refusesWhatIsNoPicture() {
        refused("GIF89a".getBytes(US_ASCII), null).contains("PNG or JPEG").contains("474946");
        refused(new byte[0], null).contains("begins with ''");
        refused(Arrays.copyOf(PNG, 7), null).contains("89504e470d0a1a");
        refused(Arrays.copyOf(JPEG, 2), null).contains("ffd8");
        refused(Arrays.copyOf(PNG, 101), null).contains("100 bytes").contains("101");
    }

    @Test
    void refusesAPictureOfAnotherSize() {
        refused(png(32, 64), null).contains("64x32").endsWith("'32x64'");
        refused(jpeg(64, 33), null).contains("64x32").endsWith("'64x33'");
        refused(png(64, 0), null).contains("tells its size");
    }

    @Test
    void readsTheSizeOfWhatTheJdkWrites() throws IOException {
        for (String format : List.of("png", "jpeg")) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(48, 24, BufferedImage.TYPE_INT_RGB), format, file);

            assertThat(PictureSize.of(file.toByteArray()))
                    .as(format)
                    .contains(new RequestRules.Size(48, 24));
        }
    }

    @Test
    void noCutOrChangedHeaderIsReadBeyondItsEnd() {
        Random random = new Random(52);
        for (int i = 0; i < 2_000; i++) {
            byte[] file = (random.nextBoolean() ? PNG : JPEG).clone();
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
            if (cut.length > 2) {
                cut[random.nextInt(cut.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> PictureSize.of(cut)).doesNotThrowAnyException();
        }
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
                .isThrownBy(() -> rules.image(data, strength, ASKED))
                .satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].code()).isEqualTo(ErrorCode.INVALID_IMAGE);
        return assertThat(thrown[0].getMessage());
    }

    private static byte[] png(int width, int height) {
        return ByteBuffer.allocate(24)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                .putInt(13)
                .put("IHDR".getBytes(US_ASCII))
                .putInt(width)
                .putInt(height)
                .array();
    }

    /** A comment, filled up, stands before the frame. */
    private static byte[] jpeg(int width, int height) {
        return ByteBuffer.allocate(20)
                .put(new byte[] {(byte) 0xFF, (byte) 0xD8})
                .put(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 4, 1, 2})
                .put(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xC2, 0, 11, 8})
                .putShort((short) height)
                .putShort((short) width)
                .array();
    }
}
