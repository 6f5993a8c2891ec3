package io.omniflow.job.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

    @TempDir private Path directory;

    private final List<String> used = new ArrayList<>();

    private Path first;

    private Path second;

    private WatchedFiles files;

    @BeforeEach
    void write() throws IOException {
        first = Files.writeString(directory.resolve("first"), "a");
        second = Files.writeString(directory.resolve("second"), "b");
        files = new WatchedFiles("both", List.of(first, second), this::use);
    }

    private void use(List<byte[]> contents) {
        String both = new String(contents.get(0), UTF_8) + new String(contents.get(1), UTF_8);
        if (both.contains("!")) {
            throw new IllegalArgumentException("of no use");
        }
        used.add(both);
    }

    @Test
    void onlyWhatHasChangedIsUsedAgain() throws IOException {
        files.begin();
        files.look();
        Files.writeString(second, "c");
        files.look();
        files.look();

        assertThat(used).containsExactly("ab", "ac");
        assertThat(files.trouble()).isEmpty();
    }

    @Test
    void troubleLastsUntilTheFilesAreOfUse() throws IOException {
        files.begin();
        Files.writeString(first, "!");
        files.look();
        files.look();
        assertThat(files.trouble()).hasValueSatisfying(t -> assertThat(t).startsWith("both "));
        Files.writeString(first, "a");
        files.look();
        assertThat(files.trouble()).isEmpty();

        Files.delete(second);
        files.look();
        assertThat(files.trouble()).isPresent();
        Files.writeString(second, "b");
        files.look();
        assertThat(files.trouble()).isEmpty();
        assertThat(used).containsOnly("ab");
    }

    @Test
    void atTheStartTroubleIsAnError() throws IOException {
        Files.delete(second);

        assertThatThrownBy(files::begin)
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining("both cannot be read");
    }
}
