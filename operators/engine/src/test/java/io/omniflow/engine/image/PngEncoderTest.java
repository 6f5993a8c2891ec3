package io.omniflow.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngEncoderTest {

    private static final float[] VALUES = {
        -1, 1, 0, -2, 5, 0.5f, /* green */ 0, 0, 0, 0, 0, 0, /* blue */ 1, 1, 1, -1, -1, -1
    };

    @Test
    void keepsEveryPixel() throws IOException {
        byte[] png = PngEncoder.encode(Pixels.toImage(VALUES, 3, 2), Map.of("seed", "7"));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));

        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(2);
        // 127.5 rounds to the even 128.
        assertThat(image.getRGB(0, 0)).isEqualTo(0xff0080ff);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xffff80ff);
        assertThat(image.getRGB(0, 1)).isEqualTo(0xff008000);
        assertThat(image.getRGB(1, 1)).isEqualTo(0xffff8000);
        assertThat(image.getRGB(2, 1)).isEqualTo(0xffbf8000);
    }

    @Test
    void carriesTexts() {
        byte[] png =
                PngEncoder.encode(
                        Pixels.toImage(VALUES, 3, 2), Map.of("prompt", "ein Kreis", "b", "丸\0"));

        assertThat(new String(png, StandardCharsets.ISO_8859_1)).contains("tEXtprompt\0ein Kreis");
        assertThat(new String(png, StandardCharsets.UTF_8)).contains("iTXtb").contains("丸 ");
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> Pixels.toImage(VALUES, 2, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
