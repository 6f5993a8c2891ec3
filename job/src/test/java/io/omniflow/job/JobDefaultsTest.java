package io.omniflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobDefaultsTest {

    @Test
    void defaultsStandWhereNobodySaysOtherwise() {
        Map<String, String> complete =
                JobDefaults.complete(new Configuration(), new Configuration()).toMap();

        assertThat(complete)
                .containsEntry("state.backend.type", "rocksdb")
                .containsEntry("state.backend.rocksdb.use-bloom-filter", "true")
                .containsEntry("state.backend.rocksdb.memory.managed", "true")
                .containsEntry("execution.checkpointing.interval", "5 s")
                .containsEntry("execution.buffer-timeout.interval", "0 ms")
                .containsEntry("pipeline.generic-types", "false")
                .containsEntry("pipeline.max-parallelism", "720")
                .containsEntry("restart-strategy.type", "exponential-delay");
    }

    @Test
    void theClusterGoesBeforeADefaultAndTheDeploymentBeforeBoth() {
        Configuration flink =
                Configuration.fromMap(
                        Map.of(
                                "state.backend.type", "hashmap",
                                "execution.checkpointing.interval", "1 min"));
        Configuration options =
                Configuration.fromMap(Map.of("execution.checkpointing.interval", "2 s"));

        Map<String, String> complete = JobDefaults.complete(flink, options).toMap();

        assertThat(complete)
                .doesNotContainKey("state.backend.type")
                .containsEntry("execution.checkpointing.interval", "2 s");
    }

    @Test
    void argumentsArePairs() {
        JobArguments arguments =
                JobArguments.parse("--config", "file:///a/b.yaml", "--kafka.group-id", "g");

        assertThat(arguments.requiredConfig()).isEqualTo(Path.of("/a/b.yaml"));
        assertThat(arguments.overrides()).containsExactly(Map.entry("kafka.group-id", "g"));
        assertThat(JobArguments.parse("--help").help()).isTrue();
    }

    @Test
    void argumentsThatAreNoPairsAreRefused() {
        assertThatThrownBy(() -> JobArguments.parse("config", "x"))
                .hasMessageContaining("'config' is no key");
        assertThatThrownBy(() -> JobArguments.parse("--config"))
                .hasMessageContaining("--config has no value");
        assertThatThrownBy(() -> JobArguments.parse().requiredConfig())
                .hasMessageContaining("--config deploy/omniflow.yaml");
    }
}
