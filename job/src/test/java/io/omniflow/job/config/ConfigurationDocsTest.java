package io.omniflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run with {@code -Domniflow.docs.write=true} to write the table anew. */
class ConfigurationDocsTest {

    private static final Path DOCS = Path.of("../docs/configuration.md");

    private static final String START = "<!-- generated: every key -->\n";

    @Test
    void theDocumentationHasEveryKey() throws IOException {
        String text = Files.readString(DOCS);
        String head = text.substring(0, text.indexOf(START) + START.length());
        if (Boolean.getBoolean("omniflow.docs.write")) {
            Files.writeString(DOCS, head + OptionsHelp.table());
        }

        assertThat(Files.readString(DOCS)).isEqualTo(head + OptionsHelp.table());
    }
}
