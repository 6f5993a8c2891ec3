package io.omniflow.job.cli.doctor;

import io.omniflow.job.cli.terminal.Amounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether checkpoints can be written, and for how long. */
final class DiskCheck implements Check {

    private static final String NAME = "disk";

    private static final long LITTLE = 1L << 30;

    private static final long ENOUGH = 10L << 30;

    private final String directory;

    private final Space space;

    /** Tells the bytes that can be written to the file system of a path. */
    @FunctionalInterface
    interface Space {

        /** Returns the bytes. */
        long usable(Path existing) throws IOException;
    }

    /**
     * Creates the check.
     *
     * @param directory of checkpoints, as a path or an address
     * @param space tells what is left
     */
    DiskCheck(String directory, Space space) {
        this.directory = directory;
        this.space = space;
    }

    /** Asks the file system itself. */
    static DiskCheck of(String directory) {
        return new DiskCheck(directory, path -> Files.getFileStore(path).getUsableSpace());
    }

    @Override
    public List<Finding> look() {
        if (!directory.startsWith("file:") && directory.contains(":")) {
            return List.of(
                    Finding.ok(
                            NAME, "checkpoints go to " + directory + ", not looked at from here"));
        }
        Path path = path();
        Path existing = existing(path);
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return List.of(
                    Finding.fail(
                            NAME,
                            "checkpoints cannot be written to " + path,
                            "set execution.checkpointing.dir to a directory that this user may"
                                    + " write to"));
        }
        try {
            return List.of(judge(path, space.usable(existing)));
        } catch (IOException e) {
            return List.of(
                    Finding.fail(
                            NAME,
                            "the file system of " + path + " does not answer: " + e.getMessage(),
                            "set execution.checkpointing.dir to another"));
        }
    }

    private static Finding judge(Path path, long usable) {
        String text = Amounts.bytes(usable) + " left for checkpoints in " + path;
        String advice = "free some, or set execution.checkpointing.dir to a larger file system";
        if (usable < LITTLE) {
            return Finding.fail(NAME, text, advice);
        }
        return usable < ENOUGH ? Finding.warn(NAME, text, advice) : Finding.ok(NAME, text);
    }

    private Path path() {
        return (directory.startsWith("file:")
                        ? Path.of(URI.create(directory).getPath())
                        : Path.of(directory))
                .toAbsolutePath()
                .normalize();
    }

    /** The directory is made when the first checkpoint is. */
    private static Path existing(Path path) {
        Path existing = path;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }
}
