package io.omniflow.job.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {

    @TempDir private Path directory;

    @Test
    void everyCompletedImageBecomesAFileWithItsBytes() throws IOException {
        byte[] png = png();
        Path elsewhere = Files.write(directory.resolve("large.bin"), png);
        GenerationResult result =
                GenerationResult.newBuilder()
                        .addOutputs(Output.newBuilder().setData(ByteString.copyFrom(png)))
                        .addOutputs(Output.newBuilder().setIndex(1))
                        .addOutputs(
                                Output.newBuilder()
                                        .setIndex(2)
                                        .setDataref(elsewhere.toUri().toString()))
                        .build();

        Map<Integer, Path> files = PictureFiles.in(directory.resolve("out")).write(result, "r");

        assertThat(files).containsOnlyKeys(0, 2);
        assertThat(files.get(0)).hasFileName("r-0.png").hasBinaryContent(png);
        assertThat(files.get(2)).hasFileName("r-2.png").hasBinaryContent(png);
        assertThat(PictureFiles.decode(result.getOutputs(0)).getWidth()).isEqualTo(3);
    }

    @Test
    void bytesThatAreNoPictureAreRefused() {
        Output output =
                Output.newBuilder()
                        .setData(ByteString.copyFromUtf8("text"))
                        .setMediaType("text/plain")
                        .build();

        assertThatThrownBy(() -> PictureFiles.decode(output))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("text/plain");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() {
        assertThatThrownBy(() -> PictureFiles.in(Path.of("/proc/pictures")))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("--out");
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
