package io.omniflow.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A small bundle in the published layout and what the reference libraries make of it. */
public final class Published {

    /** Where the fixtures of this family lie. */
    public static final Path FIXTURES = Path.of("src/test/resources/fixtures/sd3-published");

    /** The bundle: two CLIP encoders, T5, an autoencoder. */
    public static final Path BUNDLE = FIXTURES.resolve("bundle");

    private Published() {}

    /** Reads what the reference libraries computed. */
    public static Expected expected() {
        return Expected.read(FIXTURES.resolve("expected.safetensors"));
    }

    /** Copies the bundle to where a test may change it. */
    public static Path copyTo(Path target) {
        try (Stream<Path> files = Files.walk(BUNDLE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(BUNDLE.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a text in a file of a bundle, which must have it. */
    public static void replace(Path bundle, String name, String text, String by) {
        try {
            Path file = bundle.resolve(name);
            String before = Files.readString(file);
            Assertions.assertThat(before).contains(text);
            Files.writeString(file, before.replace(text, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
