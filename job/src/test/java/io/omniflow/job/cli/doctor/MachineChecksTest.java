package io.omniflow.job.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.Hardware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineChecksTest {

    private static final Hardware PLAIN = new Hardware(false, false, false);

    private static final long GIB = 1L << 30;

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"11, FAIL", "16, FAIL", "17, OK", "21, OK", "25, WARN"})
    void javaIsNeitherTooOldNorUntested(int feature, Level level) {
        Finding finding = one(new JavaCheck(feature, feature + ", Somebody", "amd64"));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(feature + ", Somebody, amd64");
        assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
    }

    @Test
    void nativesThatStartTellTheirVersionAndPlace() {
        assertThat(one(new NativesCheck(() -> "2.7.1", Map.of())))
                .isEqualTo(Finding.ok("natives", "PyTorch 2.7.1 from the class path, offline"));
        assertThat(
                        one(new NativesCheck(
                                        () -> "2.7.1", Map.of("PYTORCH_LIBRARY_PATH", "/opt/t")))
                                .text())
                .contains("from /opt/t");
    }

    @Test
    void nativesThatDoNotStartSayWhyAndWhereTheyWereLookedFor() {
        NativesCheck classPath =
                new NativesCheck(
                        () -> {
                            throw new ExceptionInInitializerError(
                                    new IllegalStateException("no libtorch\nat x"));
                        },
                        Map.of());
        NativesCheck place =
                new NativesCheck(
                        () -> {
                            throw new UnsatisfiedLinkError("libtorch.so: not there");
                        },
                        Map.of("PYTORCH_LIBRARY_PATH", "/none"));

        assertThat(one(classPath).level()).isEqualTo(Level.FAIL);
        assertThat(one(classPath).text()).endsWith("from the class path: no libtorch");
        assertThat(one(classPath).advice()).contains("set PYTORCH_LIBRARY_PATH");
        assertThat(one(place).level()).isEqualTo(Level.FAIL);
        assertThat(one(place).text()).contains("from /none: libtorch.so: not there");
        assertThat(one(place).advice()).contains("or unset it");
    }

    @Test
    void aGpuThatLibtorchDoesNotSeeIsAWarning() {
        Hardware gpu = new Hardware(true, false, false);

        assertThat(one(new DeviceCheck(PLAIN, () -> 0, 2)))
                .isEqualTo(Finding.ok("device", "CPU with 2 cores"));
        assertThat(one(new DeviceCheck(gpu, () -> 1, 2))).isEqualTo(Finding.ok("device", "1 GPU"));
        assertThat(one(new DeviceCheck(gpu, () -> 0, 2)).level()).isEqualTo(Level.WARN);
        assertThat(one(new DeviceCheck(gpu, () -> 0, 2)).advice()).contains("PYTORCH_LIBRARY_PATH");
    }

    @Test
    void thereIsNoDeviceWithoutNatives() {
        DeviceCheck check =
                new DeviceCheck(
                        PLAIN,
                        () -> {
                            throw new NoClassDefFoundError("PyTorchEngine");
                        },
                        2);

        assertThat(one(check).level()).isEqualTo(Level.FAIL);
    }

    @Test
    void bfloat16IsAWarningWhereNothingComputesItFast() {
        Hardware amx = new Hardware(false, true, false);

        assertThat(one(new DtypeCheck(PLAIN, ComputeType.FLOAT32)).level()).isEqualTo(Level.OK);
        assertThat(one(new DtypeCheck(amx, ComputeType.BFLOAT16)).text())
                .isEqualTo("engine.dtype is bfloat16; bfloat16 is fast by AMX");
        assertThat(one(new DtypeCheck(PLAIN, ComputeType.BFLOAT16)).level()).isEqualTo(Level.WARN);
        assertThat(one(new DtypeCheck(PLAIN, ComputeType.BFLOAT16)).advice())
                .contains("engine.dtype: float32");
    }

    @ParameterizedTest
    @CsvSource({"1, 4, OK", "4, 8, WARN", "8, 7, FAIL"})
    void theWeightsMustFitInTheMemoryThatIsFree(long weights, long free, Level level) {
        long spare = level == Level.OK ? 2 * GIB : 0;
        MemoryReading memory = new MemoryReading(64 * GIB, free * GIB + spare);

        Finding finding = one(new MemoryCheck(memory, weights * GIB));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains("of 64.0 GiB free; the weights take " + weights);
    }

    @Test
    void linuxSaysHowMuchMemoryIsAvailable() {
        assertThat(MemoryReading.available(List.of("MemFree:  1 kB", "MemAvailable:   2048 kB")))
                .isEqualTo(2 << 20);
        assertThat(MemoryReading.available(List.of())).isEqualTo(-1);
        assertThat(MemoryReading.here().freeBytes())
                .isBetween(1L, MemoryReading.here().totalBytes());
    }

    @ParameterizedTest
    @CsvSource({"0, FAIL", "2, WARN", "20, OK"})
    void checkpointsNeedRoom(long left, Level level) {
        String place = directory.resolve("not/yet/there").toString();
        DiskCheck check = new DiskCheck(place, existing -> left * GIB);

        assertThat(one(check).level()).isEqualTo(level);
        assertThat(one(check).text()).contains("left for checkpoints in " + place);
    }

    @Test
    void checkpointsNeedADirectoryThatCanBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(one(DiskCheck.of(file.toUri().toString())).level()).isEqualTo(Level.FAIL);
        assertThat(one(DiskCheck.of("/proc/checkpoints")).advice())
                .contains("execution.checkpointing.dir");
    }

    @Test
    void aFileSystemThatDoesNotAnswerIsAFailure() {
        DiskCheck check =
                new DiskCheck(
                        directory.toString(),
                        existing -> {
                            throw new IOException("stale handle");
                        });

        assertThat(one(check).level()).isEqualTo(Level.FAIL);
        assertThat(one(check).text()).contains("stale handle");
    }

    @Test
    void aRemoteFileSystemIsNotLookedAt() {
        assertThat(one(DiskCheck.of("s3://bucket/checkpoints")).text())
                .isEqualTo("checkpoints go to s3://bucket/checkpoints, not looked at from here");
    }

    private static Finding one(Check check) {
        assertThat(check.look()).hasSize(1);
        return check.look().get(0);
    }
}
