package io.omniflow.job.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the state that a new run continues from. */
final class RestorePoints {

    private static final String METADATA = "_metadata";

    private RestorePoints() {}

    /** Returns the newest complete savepoint or retained checkpoint. */
    static Optional<Path> newest(DataDirectory data) {
        return Stream.concat(
                        find(data.savepoints(), 2).stream(), find(data.checkpoints(), 3).stream())
                .max(Comparator.comparing(RestorePoints::written))
                .map(Path::getParent);
    }

    private static Optional<Path> find(Path directory, int depth) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> paths = Files.walk(directory, depth)) {
            return paths.filter(path -> path.endsWith(METADATA))
                    .max(Comparator.comparing(RestorePoints::written));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime written(Path metadata) {
        try {
            return Files.getLastModifiedTime(metadata);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
