package io.omniflow.engine;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.BundleFormat;
import io.omniflow.engine.llm.TextLimits;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a model takes of a device, told by the headers of its files before anything is loaded. What
 * single steps need comes on top.
 *
 * @param sharedBytes weights, which all who load the same content share
 * @param ownBytes the key-value cache of a language model, which each has for itself
 */
public record ModelMemory(long sharedBytes, long ownBytes) {

    private static final String PICTURES = "diffusion_pytorch_model";

    private static final String T5 = "text_encoder_3";

    /**
     * Reads the headers of a bundle's weights.
     *
     * @param bundle directory in the layout of diffusers or transformers
     * @param type the type in which the model computes
     * @throws InvalidModelException if a file is missing or malformed; the message names it
     */
    public static ModelMemory of(Path bundle, ComputeType type) {
        return switch (BundleFormat.of(bundle)) {
            case DIFFUSERS ->
                    new ModelMemory(
                            components(bundle).stream().mapToLong(at -> bytes(at, type)).sum(), 0);
            case TRANSFORMERS ->
                    new ModelMemory(bytes(bundle, type), TextLimits.DEFAULT.cacheBytes());
        };
    }

    private static long bytes(Path component, ComputeType type) {
        boolean paints = hasFile(component, PICTURES);
        try (TensorSource source = WeightsFiles.open(component, paints ? PICTURES : "model")) {
            return switch (component.getFileName().toString()) {
                // It stays in the type of its file; the other encoders and the decoder compute in
                // float32 whatever the type of the rest.
                case T5 -> source.bytes();
                case "text_encoder", "text_encoder_2", "vae" -> source.elements() * Float.BYTES;
                default -> source.elements() * (type == ComputeType.BFLOAT16 ? 2 : Float.BYTES);
            };
        }
    }

    private static List<Path> components(Path bundle) {
        try (Stream<Path> entries = Files.list(bundle)) {
            return entries.filter(entry -> hasFile(entry, "")).sorted().toList();
        } catch (IOException e) {
            throw unreadable(bundle, e);
        }
    }

    private static boolean hasFile(Path directory, String stem) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.startsWith(stem) && name.contains(".safetensors"));
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static InvalidModelException unreadable(Path path, IOException cause) {
        return new InvalidModelException(
                ErrorCode.INVALID_MODEL,
                "cannot read model directory " + path + ": " + cause,
                cause);
    }
}
