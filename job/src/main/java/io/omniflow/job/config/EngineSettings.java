package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.duration;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.text;

import java.time.Duration;
import java.util.List;

/** How models compute and how often their progress is kept. */
final class EngineSettings {

    static final Setting<Boolean> DETERMINISTIC =
            flag(
                    "engine.deterministic",
                    false,
                    "Whether compute shapes are fixed, so that an output does not depend on who"
                            + " shares the batch, bit for bit.");

    static final Setting<String> DTYPE = dtype();

    static final Setting<Duration> SNAPSHOT_INTERVAL =
            duration(
                    "checkpoint.snapshot-interval",
                    Duration.ofSeconds(1),
                    "How often a running generation is copied to the host, so that a checkpoint"
                            + " never waits for the device.");

    static final List<Setting<?>> ALL = List.of(DETERMINISTIC, DTYPE, SNAPSHOT_INTERVAL);

    private EngineSettings() {}

    private static Setting<String> dtype() {
        Setting<String> any = text("engine.dtype", "float32", "The type in which models compute.");
        return new Setting<>(any.option(), "float32", "float32"::equals);
    }
}
