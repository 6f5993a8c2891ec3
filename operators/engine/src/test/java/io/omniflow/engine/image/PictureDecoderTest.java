package io.omniflow.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidRequestException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {

    private static final int WIDTH = 5;
    private static final int HEIGHT = 3;

    private final Random random = new Random(3);

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void pngsAreExact(int type) throws IOException {
        BufferedImage image = random(type);

        float[] values = PictureDecoder.decode(bytes(image, "png"), WIDTH, HEIGHT);

        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int rgb = image.getRGB(x, y);
                int at = y * WIDTH + x;
                assertThat(values[at]).isEqualTo(value(rgb >> 16));
                assertThat(values[WIDTH * HEIGHT + at]).isEqualTo(value(rgb >> 8));
                assertThat(values[2 * WIDTH * HEIGHT + at]).isEqualTo(value(rgb));
            }
        }
    }

    /** The JDK's own conversion would take grey samples for linear light. */
    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void greyIsThreeEqualPlanes(int type) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        int unit = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 256;
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, 17 * i * unit);
        }

        float[] values = PictureDecoder.decode(bytes(image, "png"), WIDTH, HEIGHT);

        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(value(17 * (i % (WIDTH * HEIGHT))));
        }
    }

    @Test
    void palettesAreResolved() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(2, 1, 0xff0000);

        float[] values = PictureDecoder.decode(bytes(image, "png"), WIDTH, HEIGHT);

        assertThat(values[WIDTH + 2]).isEqualTo(1);
        assertThat(values[WIDTH * HEIGHT + WIDTH + 2]).isEqualTo(-1);
    }

    @Test
    void jpegsAreNearlyExact() throws IOException {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 128; i++) {
            image.setRGB(i % 16, i / 16, 0x4080c0);
        }

        float[] values = PictureDecoder.decode(bytes(image, "jpg"), 16, 8);

        for (int i = 0; i < 128; i++) {
            assertThat(values[i]).isCloseTo(value(0x40), Offset.offset(0.03f));
            assertThat(values[128 + i]).isCloseTo(value(0x80), Offset.offset(0.03f));
            assertThat(values[256 + i]).isCloseTo(value(0xc0), Offset.offset(0.03f));
        }
    }

    @Test
    void namesTheSizeThatIsExpected() throws IOException {
        byte[] png = bytes(random(BufferedImage.TYPE_INT_RGB), "png");

        assertThatThrownBy(() -> PictureDecoder.decode(png, HEIGHT, WIDTH))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("image is 5x3 pixels, expected 3x5 as the size says");
    }

    @Test
    void refusesOtherFormats() throws IOException {
        byte[] gif = bytes(random(BufferedImage.TYPE_INT_RGB), "gif");

        for (byte[] data : new byte[][] {gif, {}, {(byte) 0x89}, "no picture".getBytes()}) {
            assertThatThrownBy(() -> PictureDecoder.decode(data, WIDTH, HEIGHT))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("expected PNG or JPEG");
        }
    }

    /** Whatever is done to the bytes: a picture or a refusal. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void damagedDataIsRefusedOrDecoded(String format) throws IOException {
        byte[] whole = bytes(random(BufferedImage.TYPE_INT_RGB), format);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] data = Arrays.copyOf(whole, 3 + random.nextInt(whole.length - 3));
            data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(PictureDecoder.decode(data, WIDTH, HEIGHT)).hasSize(45);
            } catch (InvalidRequestException e) {
                assertThat(e).hasMessageContaining("expected");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private BufferedImage random(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.setRGB(i % WIDTH, i / WIDTH, random.nextInt() | 0xff000000);
        }
        return image;
    }

    private static float value(int level) {
        return 2 * ((level & 0xff) / 255f) - 1;
    }

    private static byte[] bytes(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
