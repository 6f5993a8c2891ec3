package io.omniflow.engine.image;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the picture of a request. The size is checked before the pixels are read, so that a small
 * file cannot take much memory.
 */
public final class PictureDecoder {

    private static final int CHANNELS = 3;
    private static final int BITS = 8;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    private PictureDecoder() {}

    /**
     * Decodes a PNG or JPEG. Transparency and colour profiles are left out, and of more than eight
     * bits the upper eight are taken.
     *
     * @param width the width that the picture must have
     * @param height the height that it must have
     * @return red, green and blue plane, row-major, from -1 to 1
     * @throws InvalidRequestException if the data is no such picture, or of another size
     */
    public static float[] decode(byte[] data, int width, int height) {
        ImageReader reader = reader(data);
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(data))) {
            reader.setInput(in, true, true);
            if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
                throw invalid(
                        String.format(
                                "image is %dx%d pixels, expected %dx%d as the size says",
                                reader.getWidth(0), reader.getHeight(0), width, height),
                        null);
            }
            return values(reader.read(0));
        } catch (IOException | RuntimeException e) {
            // Readers throw all kinds of exceptions when the data is damaged.
            throw e instanceof InvalidRequestException known
                    ? known
                    : invalid("image cannot be read, expected a whole PNG or JPEG: " + e, e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(byte[] data) {
        String format = startsWith(data, PNG) ? "png" : startsWith(data, JPEG) ? "jpeg" : "";
        if (format.isEmpty()) {
            throw invalid("image is of an unknown format, expected PNG or JPEG", null);
        }
        return ImageIO.getImageReadersByFormatName(format).next();
    }

    private static boolean startsWith(byte[] data, byte[] start) {
        return data.length >= start.length
                && Arrays.equals(data, 0, start.length, start, 0, start.length);
    }

    private static float[] values(BufferedImage image) {
        int width = image.getWidth();
        int plane = width * image.getHeight();
        float[] values = new float[CHANNELS * plane];
        for (int i = 0; i < plane; i++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int level = level(image, i % width, i / width, channel);
                values[channel * plane + i] = 2 * (level / 255f) - 1;
            }
        }
        return values;
    }

    /** Samples are read as they are: the JDK takes grey ones for linear and brightens them. */
    private static int level(BufferedImage image, int x, int y, int channel) {
        if (!(image.getColorModel() instanceof ComponentColorModel model)) {
            return image.getRGB(x, y) >> BITS * (CHANNELS - 1 - channel) & 0xff;
        }
        Raster raster = image.getRaster();
        int band = raster.getNumBands() < CHANNELS ? 0 : channel;
        return raster.getSample(x, y, band) >> model.getComponentSize(band) - BITS;
    }

    private static InvalidRequestException invalid(String problem, @Nullable Throwable cause) {
        return new InvalidRequestException(ErrorCode.INVALID_FIELD, problem, cause);
    }
}
