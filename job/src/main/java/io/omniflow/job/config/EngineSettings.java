package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.duration;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.number;
import static io.omniflow.job.config.Settings.size;
import static io.omniflow.job.config.Settings.text;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.MemoryConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** How models compute and how often their progress is kept. */
final class EngineSettings {

    private static final String AUTO = "auto";
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,3}");

    static final Setting<Boolean> DETERMINISTIC =
            flag(
                    "engine.deterministic",
                    false,
                    "Whether compute shapes are fixed, so that an output does not depend on who"
                            + " shares the batch, bit for bit.");

    static final Setting<String> DTYPE = dtype();

    static final Setting<String> THREADS = threads();

    static final Setting<Double> AUDIT_FRACTION = auditFraction();

    static final Setting<MemorySize> MAX_MEMORY =
            size(
                    "engine.max-memory",
                    MemorySize.ZERO,
                    0,
                    Long.MAX_VALUE,
                    "What weights and key-value caches of one process may take of each device; 0"
                            + " for no bound but engine.max-gpu-utilization. Models that do not"
                            + " fit together take turns.");

    static final Setting<Double> MAX_GPU_UTILIZATION = maxGpuUtilization();

    static final Setting<Duration> SNAPSHOT_INTERVAL =
            duration(
                    "checkpoint.snapshot-interval",
                    Duration.ofSeconds(1),
                    "How often a running generation is copied to the host, so that a checkpoint"
                            + " never waits for the device.");

    static final List<Setting<?>> ALL =
            List.of(
                    DETERMINISTIC,
                    DTYPE,
                    THREADS,
                    AUDIT_FRACTION,
                    MAX_MEMORY,
                    MAX_GPU_UTILIZATION,
                    SNAPSHOT_INTERVAL);

    private EngineSettings() {}

    /** Returns the type, where {@code auto} is the fastest of a machine. */
    static ComputeType dtype(Configuration config, Supplier<ComputeType> fastest) {
        String name = DTYPE.read(config);
        return name.equals(AUTO) ? fastest.get() : type(name).orElseThrow();
    }

    /** Returns the threads of one call; 0 for {@code auto}. */
    static int threads(Configuration config) {
        String count = THREADS.read(config);
        return count.equals(AUTO) ? 0 : Integer.parseInt(count);
    }

    private static Setting<String> dtype() {
        Setting<String> any =
                text(
                        "engine.dtype",
                        "float32",
                        "The type in which models compute. auto takes bfloat16 if the machine"
                                + " that submits the job has a GPU or a processor with bfloat16"
                                + " instructions, so set the type where the workers differ"
                                + " from it.");
        return new Setting<>(
                any.option(),
                "auto, float32 or bfloat16",
                value -> value.equals(AUTO) || type(value).isPresent());
    }

    private static Setting<String> threads() {
        Setting<String> any =
                text(
                        "engine.threads",
                        AUTO,
                        "Processor threads of one call of a model on a CPU. auto shares the"
                                + " cores evenly among the workers of the process; in"
                                + " deterministic mode it is 1.");
        return new Setting<>(
                any.option(),
                "auto or a whole number of at least 1",
                value -> value.equals(AUTO) || COUNT.matcher(value).matches());
    }

    private static Setting<Double> auditFraction() {
        Setting<Double> any =
                number(
                        "engine.audit-fraction",
                        0.0,
                        "Share of the pictures made with a step cache that an idle worker paints"
                                + " again without one, to report what the cache cost; from 0"
                                + " to 1.");
        return new Setting<>(
                any.option(), "a number from 0 to 1", value -> value >= 0 && value <= 1);
    }

    private static Setting<Double> maxGpuUtilization() {
        Setting<Double> any =
                number(
                        "engine.max-gpu-utilization",
                        MemoryConfig.DEFAULT.maxGpuUtilization(),
                        "Share of a GPU's memory that weights and key-value caches of one process"
                                + " may take; the rest is for what single steps need.");
        return new Setting<>(
                any.option(), "a number above 0 and at most 1", value -> value > 0 && value <= 1);
    }

    private static Optional<ComputeType> type(String name) {
        return Arrays.stream(ComputeType.values())
                .filter(type -> type.toString().equals(name))
                .findFirst();
    }
}
