package io.omniflow.job.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The directory of one embedded stack, held by one process at a time. */
public final class DataDirectory implements AutoCloseable {

    /** Name of the log of the process that holds the directory. */
    public static final String LOG_FILE = "omniflow.log";

    private final Path root;

    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates the directory if need be and takes hold of it.
     *
     * @throws EmbeddedException if it cannot be written or another process holds it
     */
    public static DataDirectory open(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            FileChannel channel =
                    FileChannel.open(
                            root.resolve(".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new EmbeddedException(
                        "another omniflow uses "
                                + root
                                + ": stop it or choose another directory with --data");
            }
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new EmbeddedException(
                    "cannot write to " + root + ": choose another directory with --data", e);
        }
    }

    /** Returns where the broker keeps its data. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    Path root() {
        return root;
    }

    Path log() {
        return root.resolve(LOG_FILE);
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path savepoints() {
        return root.resolve("savepoints");
    }

    Path offload() {
        return root.resolve("offload");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** Lets go of the directory. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedException("cannot let go of " + root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
