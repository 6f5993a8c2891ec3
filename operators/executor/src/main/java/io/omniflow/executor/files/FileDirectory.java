package io.omniflow.executor.files;

import com.google.protobuf.ByteString;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * A directory of a Flink file system. A file appears in it whole, under its final name, or not at
 * all. Every call may wait for the file system; any thread may call.
 */
public final class FileDirectory {

    private final Path directory;

    /** Names a directory, which is made when the first file is. */
    public FileDirectory(String directory) {
        this.directory = new Path(Objects.requireNonNull(directory, "directory"));
    }

    /** Writes a file, unless there is one of that name, and returns its URI. */
    public String putIfAbsent(String name, ByteString data) throws IOException {
        FileSystem files = directory.getFileSystem();
        Path target = new Path(directory, name);
        return files.exists(target) ? uri(files, target) : write(files, target, data, false);
    }

    /**
     * Writes a file, in place of one of that name, and returns its URI. Some file systems have
     * neither of them for a moment.
     */
    public String put(String name, ByteString data) throws IOException {
        return write(directory.getFileSystem(), new Path(directory, name), data, true);
    }

    /** Returns the URI that a file of that name has, or would have. */
    public String uri(String name) throws IOException {
        return uri(directory.getFileSystem(), new Path(directory, name));
    }

    /**
     * Returns when a file was written, in epoch milliseconds.
     *
     * @throws FileNotFoundException if there is none of that name
     */
    public long writtenMs(String name) throws IOException {
        Path file = new Path(directory, name);
        return directory.getFileSystem().getFileStatus(file).getModificationTime();
    }

    /**
     * Returns the bytes of a file.
     *
     * @throws FileNotFoundException if there is none of that name
     * @throws IOException if it is larger than so many bytes or cannot be read
     */
    public byte[] read(String name, int mostBytes) throws IOException {
        FileSystem files = directory.getFileSystem();
        Path file = new Path(directory, name);
        long length = files.getFileStatus(file).getLen();
        if (length > mostBytes) {
            throw new IOException(
                    file + " has " + length + " bytes, more than the expected " + mostBytes);
        }
        try (FSDataInputStream in = files.open(file)) {
            return in.readNBytes(mostBytes);
        }
    }

    private String write(FileSystem files, Path target, ByteString data, boolean replace)
            throws IOException {
        Path temporary = new Path(directory, "." + target.getName() + "." + UUID.randomUUID());
        try {
            try (FSDataOutputStream out = files.create(temporary, WriteMode.NO_OVERWRITE)) {
                data.writeTo(out);
            }
            rename(files, temporary, target, replace);
        } finally {
            if (files.exists(temporary)) {
                files.delete(temporary, false);
            }
        }
        return uri(files, target);
    }

    /** Some file systems do not replace a file by renaming another. */
    private static void rename(FileSystem files, Path temporary, Path target, boolean replace)
            throws IOException {
        boolean renamed = files.rename(temporary, target);
        if (!renamed && replace && files.delete(target, false)) {
            renamed = files.rename(temporary, target);
        }
        if (!renamed && !files.exists(target)) {
            throw new IOException("cannot rename " + temporary + " to " + target);
        }
    }

    private static String uri(FileSystem files, Path file) {
        return file.makeQualified(files).toUri().toString();
    }
}
