package io.omniflow.job.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * How an embedded stack is set up.
 *
 * @param config the deployment file
 * @param data where broker and checkpoints live
 * @param kafkaPort where Kafka listens; 0 for any free port
 * @param restPort where the dashboard listens; 0 for any free port
 * @param overrides keys that go before the deployment file's
 */
public record StackOptions(
        Path config, Path data, int kafkaPort, int restPort, Map<String, String> overrides) {

    /** Copies the overrides. */
    public StackOptions {
        overrides = Map.copyOf(overrides);
    }
}
