package io.omniflow.job.picture;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.PartialImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Writes the images and texts of results to a directory. */
public final class PictureFiles {

    private static final int NAME_LENGTH = 60;

    private final Path directory;

    private PictureFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Takes a directory, creating it if need be.
     *
     * @throws PictureException if it cannot be written
     */
    public static PictureFiles in(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw unwritable(directory, null);
        }
        return new PictureFiles(directory);
    }

    /** Writes each completed image or text and returns the paths by the images' index. */
    public Map<Integer, Path> write(GenerationResult result, String name) {
        Map<Integer, Path> files = new TreeMap<>();
        for (Output output : result.getOutputsList()) {
            if (output.hasData() || output.hasText() || output.hasDataref()) {
                String suffix = result.getOutputsCount() > 1 ? "-" + output.getIndex() : "";
                Path file =
                        directory.resolve(
                                fileName(name) + suffix + extension(output.getMediaType()));
                save(file, bytes(output));
                files.put(output.getIndex(), file);
            }
        }
        return files;
    }

    /** Writes a preview of a request. */
    public Path write(GenerationEvent event, String name) {
        PartialImage preview = event.getPartialImage();
        Path file =
                directory.resolve(
                        fileName(name)
                                + "-"
                                + event.getIndex()
                                + "-preview-"
                                + preview.getPartialImageIndex()
                                + extension(preview.getMediaType()));
        save(file, preview.getData().toByteArray());
        return file;
    }

    /** Writes a sheet as PNG. */
    public Path writeSheet(BufferedImage sheet, String name) {
        Path file = directory.resolve(name);
        try {
            ImageIO.write(sheet, "png", file.toFile());
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        return file;
    }

    /** Returns the image of an output. */
    public static BufferedImage decode(Output output) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(output)));
            if (image != null) {
                return image;
            }
            throw new PictureException("an output is no picture: " + output.getMediaType());
        } catch (IOException e) {
            throw new PictureException("an output is no picture: " + e.getMessage(), e);
        }
    }

    /** Returns a text as a file name that every system takes. */
    static String fileName(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        String trimmed = plain.replaceAll("^[-.]+|[-.]+$", "");
        String name = trimmed.isEmpty() ? "picture" : trimmed;
        return name.substring(0, Math.min(NAME_LENGTH, name.length()));
    }

    /**
     * Returns the encoded image or the text of an output, wherever it lies.
     *
     * @throws PictureException if it was not sent inline and cannot be read from here
     */
    public static byte[] bytes(Output output) {
        if (output.hasData()) {
            return output.getData().toByteArray();
        }
        if (output.hasText()) {
            return output.getTextBytes().toByteArray();
        }
        try {
            return Files.readAllBytes(Path.of(URI.create(output.getDataref())));
        } catch (IOException | RuntimeException e) {
            throw new PictureException(
                    "the image at " + output.getDataref() + " cannot be read from here", e);
        }
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "image/jpeg" -> ".jpg";
            case "image/webp" -> ".webp";
            case "text/plain; charset=utf-8" -> ".txt";
            default -> ".png";
        };
    }

    private static void save(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static PictureException unwritable(Path path, @Nullable IOException cause) {
        return new PictureException(
                "cannot write to " + path + ": choose another directory with --out", cause);
    }
}
