package io.omniflow.executor.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.ByteString;
import io.omniflow.core.config.CacheStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {

    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir private Path directory;

    @Test
    void aFileIsNamedByTheHashOfItsBytes() throws IOException {
        String uri = store().put(abc());

        assertThat(uri).endsWith("/" + ABC);
        assertThat(directory.resolve(ABC)).hasBinaryContent(abc().toByteArray());
        assertThat(store().get(uri)).isEqualTo(abc().toByteArray());
        assertThat(store().get("s3://elsewhere/" + ABC)).isEqualTo(abc().toByteArray());
    }

    @Test
    void equalOutputsThatAreWrittenAtOnceAreOneFile() throws IOException {
        byte[] large = new byte[1 << 20];
        ByteString data = ByteString.copyFrom(large);

        assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> put(data)).distinct())
                .singleElement()
                .satisfies(uri -> assertThat(store().get(uri)).isEqualTo(large));
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anAlteredFileIsRefusedUntilItIsWrittenAgain() throws IOException {
        String uri = store().put(abc());
        Files.writeString(directory.resolve(ABC), "abd");

        assertThatIOException().isThrownBy(() -> store().get(uri)).withMessageContaining("altered");

        store().put(abc());
        assertThat(store().get(uri)).isEqualTo(abc().toByteArray());
    }

    @Test
    void aFileIsOnlyWrittenAgainWhenItIsOld() throws IOException {
        store().put(abc());
        Path file = directory.resolve(ABC);
        FileTime lately = FileTime.from(Instant.now().minusSeconds(600));
        Files.setLastModifiedTime(file, lately);
        store().put(abc());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(lately);

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7_200)));
        store().put(abc());
        assertThat(Files.getLastModifiedTime(file)).isGreaterThan(lately);
        assertThat(file).hasContent("abc");
    }

    @Test
    void aCutFileAndAMissingOneAreRefused() throws IOException {
        String uri = store().put(abc());
        Files.writeString(directory.resolve(ABC), "");
        assertThatIOException().isThrownBy(() -> store().get(uri)).withMessageContaining("altered");

        Files.delete(directory.resolve(ABC));
        assertThatIOException()
                .isThrownBy(() -> store().get(uri))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void noOtherFileIsRead() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "abc");

        for (String uri :
                new String[] {"secret", secret.toUri().toString(), "../" + ABC + "/..", ""}) {
            assertThatIOException()
                    .isThrownBy(() -> store().get(uri))
                    .withMessageContaining("does not end with the SHA-256");
        }
    }

    private String put(ByteString data) {
        try {
            return store().put(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ContentStore store() {
        return new ContentStore(new CacheStorage(directory.toString(), 1));
    }

    private static ByteString abc() {
        return ByteString.copyFromUtf8("abc");
    }
}
