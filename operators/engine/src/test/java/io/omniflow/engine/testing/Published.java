package io.omniflow.engine.testing;

import java.nio.file.Path;

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
}
