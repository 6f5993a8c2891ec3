package io.omniflow.engine.bundle;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names a bundle by what decides its output, wherever it lies and whatever lies beside it. */
public final class ContentHash {

    private static final int BUFFER_BYTES = 1 << 16;

    /** Others at the root, such as a training report, decide nothing. */
    private static final Set<String> ROOT_FILES =
            Set.of(
                    "model_index.json",
                    "omniflow.json",
                    "step_cache.json",
                    "approximate_cache.json");

    /** Configurations, weights and vocabularies of the components. */
    private static final List<String> ENDINGS = List.of(".json", ".safetensors", ".txt");

    /** What decides the output of a directory of transformers, besides its weights. */
    private static final Set<String> TRANSFORMERS_FILES =
            Set.of(
                    "config.json",
                    "generation_config.json",
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json");

    private static final Pattern TRANSFORMERS_WEIGHTS =
            Pattern.compile("model.*\\.safetensors(\\.index\\.json)?");

    private ContentHash() {}

    /**
     * Returns the hex SHA-256 over the relative names, sizes and bytes of the configurations,
     * weights and tokenizer files of a bundle, of diffusers or of transformers.
     *
     * @throws InvalidModelException if the directory cannot be read
     */
    public static String of(Path bundle) {
        MessageDigest digest = sha256();
        try {
            for (Map.Entry<String, Path> file : files(bundle).entrySet()) {
                add(digest, file.getKey(), file.getValue());
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "cannot read model bundle " + bundle + ": " + e, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<String, Path> files(Path bundle) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        Predicate<String> chosen =
                Files.exists(bundle.resolve("model_index.json")) || !hasConfig(bundle)
                        ? ContentHash::decidesPicture
                        : ContentHash::decidesText;
        try (Stream<Path> tree = Files.walk(bundle)) {
            List<Path> regular = tree.filter(Files::isRegularFile).toList();
            for (Path path : regular) {
                String name = bundle.relativize(path).toString().replace('\\', '/');
                if (chosen.test(name)) {
                    files.put(name, path);
                }
            }
        }
        return files;
    }

    private static boolean hasConfig(Path bundle) {
        return Files.exists(bundle.resolve("config.json"));
    }

    private static boolean decidesText(String name) {
        return TRANSFORMERS_FILES.contains(name) || TRANSFORMERS_WEIGHTS.matcher(name).matches();
    }

    private static boolean decidesPicture(String name) {
        if (!name.contains("/")) {
            return ROOT_FILES.contains(name);
        }
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static void add(MessageDigest digest, String name, Path path) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text.length));
        digest.update(text);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(path)));
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
