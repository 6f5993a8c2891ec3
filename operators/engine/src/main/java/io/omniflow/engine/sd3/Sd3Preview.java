package io.omniflow.engine.sd3;

import io.omniflow.core.generation.Preview;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.image.Pixels;
import io.omniflow.engine.image.PngEncoder;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * A preview in host memory, to be encoded on any thread. It is scaled down to 256 pixels a side,
 * and further until it fits into an event.
 *
 * @param step number of steps behind it
 * @param values float32 (3, height, width), about -1 to 1
 * @param width width in pixels
 * @param height height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // encoded once, never compared
record Sd3Preview(int step, float[] values, int width, int height) implements PendingPreview {

    private static final int MAX_SIDE = 256;
    private static final int MAX_BYTES = 128 << 10;

    @Override
    public Preview encode() {
        BufferedImage image = Pixels.toImage(values, width, height);
        while (Math.max(image.getWidth(), image.getHeight()) > MAX_SIDE) {
            image = half(image);
        }
        byte[] png = PngEncoder.encode(image, Map.of());
        while (png.length > MAX_BYTES) {
            image = half(image);
            png = PngEncoder.encode(image, Map.of());
        }
        return new Preview(step, png, "image/png", image.getWidth(), image.getHeight());
    }

    private static BufferedImage half(BufferedImage image) {
        int width = Math.max(1, image.getWidth() / 2);
        int height = Math.max(1, image.getHeight() / 2);
        BufferedImage half = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = half.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return half;
    }
}
