package io.omniflow.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EntryChecksTest {

    private static final HalfTensor VECTOR = HalfTensor.of(new long[] {2}, new float[] {1, 2});

    @Test
    void aPictureWithItsLatentsIsUsable() throws IOException {
        assertThat(problem(picture(16, 8))).isEmpty();
        assertThat(problem(picture(16, 8).withLatents(latents(1, 4, 1, 2)))).isEmpty();
        assertThat(problem(picture(16, 8).at("file:///x"))).isEmpty();
    }

    @Test
    void aPictureOfAnotherSizeOrNoneIsNot() throws IOException {
        Output other = picture(16, 8);
        assertThat(problem(new Output(other.data(), "image/png", 8, 16, List.of())))
                .contains("its data is no PNG of 8x16");
        assertThat(problem(new Output(new byte[100], "image/png", 8, 8, List.of()))).isPresent();
        assertThat(problem(new Output(new byte[] {1}, "image/png", 8, 8, List.of()))).isPresent();
        assertThat(problem(new Output(new byte[0], "image/png", 8, 8, List.of())))
                .contains("it has no output");
    }

    @Test
    void latentsOfAnotherShapeAreNot() throws IOException {
        for (FinalLatents wrong :
                List.of(
                        latents(1, 4, 2, 2),
                        latents(1, 4, 3, 2),
                        latents(2, 4, 1, 2),
                        latents(1, 0, 1, 2),
                        latents(4, 1, 2))) {
            assertThat(problem(picture(16, 8).withLatents(wrong)))
                    .hasValueSatisfying(why -> assertThat(why).contains("shape"));
        }
    }

    @Test
    void whatIsNotFiniteIsNot() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            HalfTensor latents = HalfTensor.of(new long[] {1, 1, 1, 2}, new float[] {0, bad});
            assertThat(problem(picture(16, 8).withLatents(new FinalLatents(latents, VECTOR))))
                    .isPresent();
            HalfTensor embedding = HalfTensor.of(new long[] {1}, new float[] {bad});
            FinalLatents both = new FinalLatents(latents(1, 1, 1, 2).latents(), embedding);
            assertThat(problem(picture(16, 8).withLatents(both))).isPresent();
        }
    }

    @Test
    void whatStartedFromANeighbourIsNot() throws IOException {
        assertThat(problem(picture(16, 8).withApproximation(new Approximation("f", 0.9, 3))))
                .contains("its generation started from a neighbour");
    }

    private static Optional<String> problem(Output output) {
        return EntryChecks.problem(new CacheEntry("k", "f", "m", "r", "", 0, 20, output));
    }

    private static FinalLatents latents(long... shape) {
        int elements = 1;
        for (long size : shape) {
            elements *= (int) size;
        }
        return new FinalLatents(HalfTensor.of(shape, new float[elements]), VECTOR);
    }

    private static Output picture(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
        return new Output(out.toByteArray(), "image/png", width, height, List.of());
    }
}
