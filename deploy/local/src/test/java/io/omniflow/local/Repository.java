package io.omniflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of this repository are. */
final class Repository {

    /** Tests run in their module's directory, deploy/local. */
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();

    private Repository() {}

    static Path file(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new AssertionError(path + " is not in the repository");
        }
        return file;
    }

    static String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
