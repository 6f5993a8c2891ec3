package io.omniflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Returns a property of the parent's pom, or the project's version. */
    static String property(String name) {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(text("pom.xml"));
        if (!matcher.find()) {
            throw new AssertionError("pom.xml has no " + name);
        }
        return matcher.group(1);
    }
}
