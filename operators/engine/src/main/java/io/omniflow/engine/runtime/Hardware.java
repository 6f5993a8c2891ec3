package io.omniflow.engine.runtime;

import io.omniflow.core.config.ComputeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a machine multiplies fast, read without native libraries.
 *
 * @param gpu whether it has a GPU
 * @param amx whether its processors have matrix units for bfloat16
 * @param avx512 whether its processors have vector instructions for bfloat16
 */
public record Hardware(boolean gpu, boolean amx, boolean avx512) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final List<Path> GPUS = List.of(Path.of("/dev/nvidia0"), Path.of("/dev/kfd"));

    /** Reads this machine; a system that does not tell has nothing special. */
    public static Hardware here() {
        return of(lines(), GPUS.stream().anyMatch(Files::exists));
    }

    /**
     * Reads the flags of the first processor.
     *
     * @param lines those of {@code /proc/cpuinfo}
     */
    static Hardware of(List<String> lines, boolean gpu) {
        Set<String> flags =
                lines.stream()
                        .filter(line -> line.startsWith("flags"))
                        .findFirst()
                        .map(line -> Set.copyOf(Arrays.asList(line.trim().split("\\s+"))))
                        .orElse(Set.of());
        return new Hardware(gpu, flags.contains("amx_bf16"), flags.contains("avx512_bf16"));
    }

    /** Returns the type that {@code auto} means where all workers are like this machine. */
    public ComputeType fastest() {
        return gpu || amx || avx512 ? ComputeType.BFLOAT16 : ComputeType.FLOAT32;
    }

    private static List<String> lines() {
        try {
            return Files.isReadable(PROCESSORS) ? Files.readAllLines(PROCESSORS) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
