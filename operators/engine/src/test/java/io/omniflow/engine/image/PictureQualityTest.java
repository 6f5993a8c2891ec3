package io.omniflow.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against values of scikit-image (record_picture_quality.py) and the definitions, read slowly. */
class PictureQualityTest {

    @ParameterizedTest
    @CsvSource({
        "32, 32, 1, 12, 37.27641582334073, 0.9909011935819809",
        "40, 24, 1, 90, 20.02810495452078, 0.7297252246276046",
        "24, 40, 2, 3, 7.371705492376246, -0.07027328455853056"
    })
    void agreesWithTheReference(
            int width, int height, int wave, int noise, double psnr, double ssim) {
        BufferedImage a = picture(width, height, 1, 0);
        BufferedImage b = picture(width, height, wave, noise);

        assertThat(PictureQuality.of(a, b).psnr()).isCloseTo(psnr, within(1e-9));
        assertThat(PictureQuality.of(a, b).ssim()).isCloseTo(ssim, within(1e-9));
        assertThat(PictureQuality.of(b, a).psnr()).isCloseTo(psnr, within(1e-9));
        assertThat(PictureQuality.of(b, a).ssim()).isCloseTo(ssim, within(1e-9));
    }

    @Test
    void equalPicturesReachTheCap() {
        BufferedImage a = picture(32, 32, 1, 0);

        assertThat(PictureQuality.of(a, a)).isEqualTo(new PictureQuality(60, 1));
    }

    @Test
    void oneLevelInOneValueIsAboveTheCap() {
        BufferedImage a = picture(32, 32, 1, 0);
        BufferedImage b = picture(32, 32, 1, 0);
        b.setRGB(3, 4, b.getRGB(3, 4) ^ 1);

        assertThat(PictureQuality.psnr(a, b)).isEqualTo(60);
    }

    @Test
    void oneLevelInEveryValueIsFortyEightDecibels() {
        BufferedImage a = filled(0x405060);
        BufferedImage b = filled(0x414f61);

        assertThat(PictureQuality.psnr(a, b)).isCloseTo(20 * Math.log10(255), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"11, 11", "15, 13", "8, 20", "7, 4"})
    void similarityFollowsItsDefinition(int width, int height) {
        Random random = new Random(31L * width + height);
        BufferedImage a = noise(random, width, height);
        BufferedImage b = noise(random, width, height);

        assertThat(PictureQuality.of(a, b).ssim()).isCloseTo(slowly(a, b), within(1e-9));
    }

    @Test
    void picturesOfDifferentSizesAreRefused() {
        BufferedImage a = picture(32, 24, 1, 0);
        BufferedImage b = picture(24, 32, 1, 0);

        assertThatThrownBy(() -> PictureQuality.of(a, b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pictures of 32x24 and 24x32 cannot be compared");
    }

    /** The formula at each place: weighted moments about the local means, in two dimensions. */
    private static double slowly(BufferedImage a, BufferedImage b) {
        int n = Math.min(11, a.getWidth());
        int m = Math.min(11, a.getHeight());
        double sum = 0;
        int places = 0;
        for (int top = 0; top + m <= a.getHeight(); top++) {
            for (int left = 0; left + n <= a.getWidth(); left++) {
                sum += place(a, b, left, top, n, m);
                places++;
            }
        }
        return sum / places;
    }

    private static double place(BufferedImage a, BufferedImage b, int left, int top, int n, int m) {
        double total = 0;
        double[] means = new double[2];
        double[] moments = new double[3];
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 0; i < n * m; i++) {
                double dx = i % n - (n - 1) / 2.0;
                double dy = i / n - (m - 1) / 2.0;
                double weight = Math.exp(-(dx * dx + dy * dy) / 4.5);
                double x = luma(a.getRGB(left + i % n, top + i / n));
                double y = luma(b.getRGB(left + i % n, top + i / n));
                if (pass == 0) {
                    total += weight;
                } else if (pass == 1) {
                    means[0] += weight / total * x;
                    means[1] += weight / total * y;
                } else {
                    moments[0] += weight / total * (x - means[0]) * (x - means[0]);
                    moments[1] += weight / total * (y - means[1]) * (y - means[1]);
                    moments[2] += weight / total * (x - means[0]) * (y - means[1]);
                }
            }
        }
        double c1 = 6.5025;
        double c2 = 58.5225;
        double luminance =
                (2 * means[0] * means[1] + c1) / (means[0] * means[0] + means[1] * means[1] + c1);
        return luminance * (2 * moments[2] + c2) / (moments[0] + moments[1] + c2);
    }

    private static double luma(int rgb) {
        return 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
    }

    /** The formula of record_picture_quality.py. */
    private static BufferedImage picture(int width, int height, int wave, int noise) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double smooth = 127.5 + 100 * Math.sin((x + wave * y + 5 * c) / 9.0);
                    long hash = (x * 7919L + y * 104729L + c * 1299709L) * 31 % 1009;
                    double value = Math.floor(smooth + noise * (hash / 1009.0 - 0.5));
                    rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static BufferedImage noise(Random random, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        return image;
    }

    private static BufferedImage filled(int rgb) {
        BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 81; i++) {
            image.setRGB(i % 9, i / 9, rgb);
        }
        return image;
    }
}
