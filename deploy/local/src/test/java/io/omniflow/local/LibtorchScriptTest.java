package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch to GPUs, without one: what it refuses, and what it tells DJL. */
class LibtorchScriptTest {

    private static final Script SCRIPT = new Script("deploy/gpu/libtorch");

    @TempDir private Path directory;

    @Test
    void aLibtorchOfTheBuildsVersionIsNamedToDjl() throws IOException {
        libtorch(Repository.property("djl.pytorch.version") + "+cu128", "libtorch_cuda.so");

        Script.Finished finished = SCRIPT.run(Map.of(), "env", directory.toString());

        assertThat(finished.exitCode()).as(finished.output()).isZero();
        assertThat(finished.output().lines())
                .containsExactly(
                        "export PYTORCH_LIBRARY_PATH=" + directory + "/lib",
                        "export PYTORCH_VERSION=" + Repository.property("djl.pytorch.version"),
                        "export PYTORCH_FLAVOR=cu128");
    }

    @Test
    void anotherVersionIsRefusedByItsName() throws IOException {
        libtorch("2.6.0+cu124", "libtorch_cuda.so");

        assertRefused("is libtorch 2.6.0+cu124, but DJL's natives are for ");
    }

    @Test
    void aLibtorchForCpusIsRefused() throws IOException {
        libtorch(Repository.property("djl.pytorch.version") + "+cu128", "libtorch_cpu.so");

        assertRefused("has no libtorch_cuda.so");
    }

    @Test
    void aFolderWithoutLibrariesIsRefused() {
        assertRefused("has no lib");
    }

    @Test
    void wrongUsageEndsWithTwo() {
        assertThat(SCRIPT.run(Map.of(), "env").exitCode()).isEqualTo(2);
        assertThat(SCRIPT.run(Map.of(), "install", "x").exitCode()).isEqualTo(2);
        assertThat(SCRIPT.run(Map.of(), "--help").output()).startsWith("Usage: ");
    }

    private void assertRefused(String reason) {
        Script.Finished finished = SCRIPT.run(Map.of(), "check", directory.toString());

        assertThat(finished.exitCode()).isEqualTo(1);
        assertThat(finished.output()).startsWith("libtorch: ").contains(reason);
    }

    private void libtorch(String version, String library) throws IOException {
        Files.writeString(directory.resolve("build-version"), version + "\n");
        Files.createFile(Files.createDirectory(directory.resolve("lib")).resolve(library));
    }
}
