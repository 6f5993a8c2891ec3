package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspectFileTest {

    @TempDir private Path directory;

    @Test
    void keepsTheNewestLinesAndNoDraft() throws Exception {
        Path path = directory.resolve("new/suspects");
        try (SuspectFile file = new SuspectFile(path.toUri().toString())) {
            assertThat(file.read()).isEmpty();
            for (int i = 0; i < 100; i++) {
                file.write(List.of("running p f" + i));
            }
            CountDownLatch written = new CountDownLatch(1);
            file.afterWriting(written::countDown);
            written.await();

            assertThat(file.read()).containsExactly("running p f99");
            assertThat(path.resolveSibling("suspects.new")).doesNotExist();
        }
    }

    @Test
    void writesWithoutBeingAskedAgainAndAtItsEnd() {
        Path path = directory.resolve("suspects");
        SuspectFile file = new SuspectFile(path.toUri().toString());
        file.write(List.of("a"));
        await().until(() -> file.read().equals(List.of("a")));
        file.write(List.of("b"));
        await().until(() -> file.read().equals(List.of("b")));
        file.write(List.of("c"));
        file.close();
        await().until(() -> file.read().equals(List.of("c")));
    }

    @Test
    void aFileOfAnotherKindIsNoLines() throws Exception {
        Path path = directory.resolve("suspects");
        Files.writeString(path, "something else\nrunning p f\n");
        try (SuspectFile file = new SuspectFile(path.toUri().toString())) {
            assertThat(file.read()).isEmpty();
        }
    }
}
