package io.omniflow.engine.weights;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the weights of a component by the names that diffusers and transformers give them: one
 * file, or an index of several, and only where neither is there those of the variants fp16 and
 * bf16.
 */
public final class WeightsFiles {

    private static final List<String> VARIANTS = List.of("fp16", "bf16");

    private static final String INDEX = ".json";

    private WeightsFiles() {}

    /**
     * Returns the path of the weights: a file's, or an index's.
     *
     * @param directory directory of the component
     * @param stem beginning of the names: {@code model} or {@code diffusion_pytorch_model}
     * @throws InvalidModelException if there is none, or a file besides an index
     */
    public static Path find(Path directory, String stem) {
        String single = stem + ".safetensors";
        List<Path> found = existing(directory, single, single + ".index.json");
        for (int i = 0; i < VARIANTS.size() && found.isEmpty(); i++) {
            String variant = VARIANTS.get(i);
            // The two libraries put the variant at different places of an index's name.
            found =
                    existing(
                            directory,
                            stem + "." + variant + ".safetensors",
                            single + ".index." + variant + ".json",
                            single + "." + variant + ".index.json");
        }
        if (found.isEmpty()) {
            throw invalid("model file " + directory.resolve(single) + " is missing");
        }
        if (found.size() > 1) {
            throw invalid("model files " + found + " are there together, expected one of them");
        }
        return found.get(0);
    }

    /**
     * Opens the weights of a component.
     *
     * @param directory directory of the component
     * @param stem beginning of the names
     * @return a source to be closed by the caller
     * @throws InvalidModelException if the weights are missing or malformed
     */
    public static TensorSource open(Path directory, String stem) {
        return open(find(directory, stem));
    }

    /**
     * Opens weights at a path that {@link #find} returned.
     *
     * @return a source to be closed by the caller
     * @throws InvalidModelException if a file is missing or malformed
     */
    public static TensorSource open(Path path) {
        return path.toString().endsWith(INDEX)
                ? ShardedSafetensors.open(path)
                : SafetensorsFile.open(path);
    }

    private static List<Path> existing(Path directory, String... names) {
        return List.of(names).stream().map(directory::resolve).filter(Files::exists).toList();
    }

    private static InvalidModelException invalid(String problem) {
        return new InvalidModelException(ErrorCode.INVALID_MODEL, problem);
    }
}
