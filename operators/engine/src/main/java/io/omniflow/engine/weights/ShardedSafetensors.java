package io.omniflow.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weights in several safetensors files with an index. Every file is open and checked from the
 * start, and the files hold exactly the tensors that the index lists for them. Not safe for use by
 * several threads at once.
 */
final class ShardedSafetensors implements TensorSource {

    private final Path index;
    private final Map<String, SafetensorsFile> files = new LinkedHashMap<>();
    private final Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();

    private ShardedSafetensors(Path index) {
        this.index = index;
    }

    /**
     * Opens an index and all its files.
     *
     * @throws InvalidModelException if a file is missing or malformed, or does not hold what the
     *     index says; the message names file and tensor
     */
    static ShardedSafetensors open(Path index) {
        ShardedSafetensors source = new ShardedSafetensors(index);
        boolean complete = false;
        try {
            source.fill();
            complete = true;
            return source;
        } catch (MalformedWeightsException e) {
            throw source.invalid(e.getMessage(), e);
        } catch (IOException e) {
            throw source.invalid("cannot be read: " + e, e);
        } finally {
            if (!complete) {
                source.close();
            }
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public long elements() {
        return files.values().stream().mapToLong(SafetensorsFile::elements).sum();
    }

    @Override
    public long bytes() {
        return files.values().stream().mapToLong(SafetensorsFile::bytes).sum();
    }

    @Override
    public NDArray load(NDManager manager, String name, long... shape) {
        SafetensorsFile file = tensors.get(name);
        if (file == null) {
            throw invalid("tensor '" + name + "' is missing", null);
        }
        return file.load(manager, name, shape);
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
    }

    private void fill() throws IOException, MalformedWeightsException {
        if (Files.size(index) > ShardIndex.MAX_BYTES) {
            throw new MalformedWeightsException("", "the index is too long");
        }
        Map<String, String> map = ShardIndex.parse(Files.readString(index));
        for (Map.Entry<String, String> entry : map.entrySet()) {
            SafetensorsFile file = file(entry.getValue());
            if (!file.names().contains(entry.getKey())) {
                throw new MalformedWeightsException(
                        entry.getKey(), "is missing in shard " + entry.getValue());
            }
            tensors.put(entry.getKey(), file);
        }
        for (Map.Entry<String, SafetensorsFile> file : files.entrySet()) {
            checkListed(file.getKey(), file.getValue(), map);
        }
    }

    private SafetensorsFile file(String name) {
        // Not computeIfAbsent: a file that fails to open must leave the others to be closed.
        SafetensorsFile file = files.get(name);
        if (file == null) {
            file = SafetensorsFile.open(index.resolveSibling(name));
            files.put(name, file);
        }
        return file;
    }

    /**
     * A tensor that lies in two files, or that nobody lists, makes it unclear what the model is.
     */
    private static void checkListed(String name, SafetensorsFile file, Map<String, String> map)
            throws MalformedWeightsException {
        for (String tensor : file.names()) {
            if (!name.equals(map.get(tensor))) {
                throw new MalformedWeightsException(
                        tensor,
                        "is in shard "
                                + name
                                + ", but the index "
                                + (map.containsKey(tensor)
                                        ? "puts it into " + map.get(tensor)
                                        : "does not list it"));
            }
        }
    }

    private InvalidModelException invalid(String problem, Exception cause) {
        return new InvalidModelException(
                ErrorCode.INVALID_MODEL, "weights " + index + ": " + problem, cause);
    }
}
