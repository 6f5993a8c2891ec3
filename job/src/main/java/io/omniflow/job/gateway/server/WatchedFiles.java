package io.omniflow.job.gateway.server;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read again when their content changes. What cannot be used leaves in force what
 * was read before. One thread at a time may look; anybody may ask for trouble.
 */
public final class WatchedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final String name;

    private final List<Path> files;

    private final Consumer<List<byte[]>> use;

    private List<byte[]> seen = List.of();

    private volatile @Nullable String trouble;

    /**
     * Creates it without reading.
     *
     * @param name what the files are, for people
     * @param files the files
     * @param use is given their contents, in the same order; throws if they are of no use
     */
    public WatchedFiles(String name, List<Path> files, Consumer<List<byte[]>> use) {
        this.name = name;
        this.files = List.copyOf(files);
        this.use = use;
    }

    /**
     * Reads and uses the files for the first time.
     *
     * @throws CoreModuleException with code INVALID_CONFIG if they cannot be read or used
     */
    public void begin() {
        try {
            seen = read();
        } catch (IOException e) {
            throw new CoreModuleException(
                    ErrorCode.INVALID_CONFIG, name + " cannot be read: " + reason(e), e);
        }
        use.accept(seen);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException missing
                ? "there is no " + missing.getFile()
                : e.toString();
    }

    /** Reads the files, and uses them if they have changed; blocks. */
    public void look() {
        try {
            List<byte[]> now = read();
            if (!isSeen(now)) {
                seen = now;
                use.accept(now);
                LOG.info("Read {} again.", name);
                trouble = null;
            }
        } catch (IOException e) {
            seen = List.of();
            trouble(e);
        } catch (RuntimeException e) {
            trouble(e);
        }
    }

    private void trouble(Exception why) {
        if (trouble == null || why instanceof RuntimeException) {
            LOG.warn("Cannot use {}; what was read before holds: {}", name, why.getMessage());
        }
        trouble = name + " cannot be used; what was read before holds";
    }

    /** Returns what is wrong with the files as they are now. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private List<byte[]> read() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    private boolean isSeen(List<byte[]> now) {
        boolean isSame = now.size() == seen.size();
        for (int i = 0; isSame && i < now.size(); i++) {
            isSame = Arrays.equals(now.get(i), seen.get(i));
        }
        return isSame;
    }
}
