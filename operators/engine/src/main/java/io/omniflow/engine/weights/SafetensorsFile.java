package io.omniflow.engine.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;

/** One safetensors file, mapped tensor by tensor. Not safe for use by several threads at once. */
public final class SafetensorsFile implements TensorSource {

    private static final int PREFIX_BYTES = Long.BYTES;

    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsFile(
            Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its whole header.
     *
     * @throws InvalidModelException if the file is missing or malformed
     */
    public static SafetensorsFile open(Path path) {
        FileChannel channel = null;
        SafetensorsFile file = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            file = read(path, channel);
            return file;
        } catch (IOException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "cannot read weights " + path + ": " + e, e);
        } catch (MalformedWeightsException e) {
            throw invalid(path, e.getMessage(), e);
        } finally {
            if (file == null && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    private static SafetensorsFile read(Path path, FileChannel channel)
            throws IOException, MalformedWeightsException {
        long size = channel.size();
        if (size < PREFIX_BYTES) {
            throw new MalformedWeightsException("", "the file is shorter than its header");
        }
        ByteBuffer prefix = map(channel, 0, PREFIX_BYTES);
        long length = prefix.getLong();
        if (length < 0 || length > SafetensorsHeader.MAX_BYTES || length > size - PREFIX_BYTES) {
            throw new MalformedWeightsException(
                    "", "the header claims " + length + " bytes of a file of " + size);
        }
        byte[] json = new byte[(int) length];
        map(channel, PREFIX_BYTES, length).get(json);
        long start = PREFIX_BYTES + length;
        String text = new String(json, StandardCharsets.UTF_8);
        return new SafetensorsFile(
                path, channel, SafetensorsHeader.parse(text, size - start), start);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    @Override
    public long elements() {
        return header.entries().values().stream().mapToLong(TensorEntry::elements).sum();
    }

    @Override
    public long bytes() {
        return header.entries().values().stream().mapToLong(TensorEntry::size).sum();
    }

    @Override
    public NDArray load(NDManager manager, String name, long... shape) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw invalid(path, "tensor '" + name + "' is missing", null);
        }
        if (!Arrays.equals(shape, entry.shape())) {
            throw invalid(
                    path,
                    String.format(
                            "tensor '%s' has shape %s, expected %s",
                            name, Arrays.toString(entry.shape()), Arrays.toString(shape)),
                    null);
        }
        if (entry.size() > Integer.MAX_VALUE) {
            throw invalid(path, "tensor '" + name + "' is larger than 2 GiB", null);
        }
        try {
            ByteBuffer bytes = map(channel, dataStart + entry.begin(), entry.size());
            return TensorDecoder.decode(manager, entry, bytes, dataStart + entry.begin());
        } catch (IOException e) {
            throw invalid(path, "tensor '" + name + "' cannot be read: " + e, e);
        } catch (MalformedWeightsException e) {
            throw invalid(path, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static ByteBuffer map(FileChannel channel, long position, long size)
            throws IOException {
        return channel.map(MapMode.READ_ONLY, position, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static InvalidModelException invalid(Path path, String problem, Exception cause) {
        return new InvalidModelException(
                ErrorCode.INVALID_MODEL, "weights " + path + ": " + problem, cause);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // A channel that was only read loses nothing.
        }
    }
}
