package io.omniflow.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {

    @TempDir Path directory;

    @Test
    void dependsOnContentAlone() {
        Path one = TinyBundle.write(directory.resolve("one"), "F32", false);
        Path two = TinyBundle.write(directory.resolve("two"), "F32", false);
        TinyBundle.text(two, "README.md", "not part of the model");
        TinyBundle.text(two, "training.json", "{'minutes':120}");

        assertThat(ContentHash.of(one)).hasSize(64).isEqualTo(ContentHash.of(two));
    }

    @Test
    void dependsOnEveryFileOfTheModel() {
        Path bundle = TinyBundle.write(directory, "F32", false);
        String before = ContentHash.of(bundle);
        TinyBundle.text(bundle, "omniflow.json", "{'default_steps':13}");
        String after = ContentHash.of(bundle);
        TinyBundle.write(bundle, "F16", false);

        assertThat(after).isNotEqualTo(before);
        assertThat(ContentHash.of(bundle)).isNotEqualTo(after).isNotEqualTo(before);
    }

    @Test
    void refusesMissingDirectories() {
        assertThatThrownBy(() -> ContentHash.of(directory.resolve("none")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("none");
    }
}
