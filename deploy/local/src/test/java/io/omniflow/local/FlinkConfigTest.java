package io.omniflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;

/** Flink ignores what it does not know, so this test reads its configuration with suspicion. */
class FlinkConfigTest {

    private static final Configuration CONFIG =
            GlobalConfiguration.loadConfiguration(Repository.file("deploy/flink").toString());

    /** Read by Flink's scripts and by the local cluster's. */
    private static final Set<String> OF_SCRIPTS = Set.of("env.java.opts.all");

    @Test
    void everyKeyIsAnOptionOfFlink() throws Exception {
        Map<String, ConfigOption<?>> known = FlinkOptions.known();

        assertThat(CONFIG.keySet())
                .isNotEmpty()
                .allMatch(
                        key ->
                                known.containsKey(key)
                                        || OF_SCRIPTS.contains(key)
                                        || key.startsWith("metrics.reporter.prom."));
    }

    @Test
    void everyValueIsOfItsOptionsType() throws Exception {
        FlinkOptions.known().values().stream()
                .filter(option -> CONFIG.containsKey(option.key()))
                .forEach(CONFIG::get);
    }

    @Test
    void theReporterIsThereAndFlinkReadsWhatItNeeds() throws Exception {
        Class.forName(CONFIG.getString("metrics.reporter.prom.factory.class", ""));
        assertThat(CONFIG.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(CONFIG.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(CONFIG.get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(CONFIG.get(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS_ADDITIONAL))
                .contains("ai.djl.", "com.sun.jna.", "io.omniflow.registry.");
        assertThat(CONFIG.get(CheckpointingOptions.LOCAL_BACKUP_ENABLED)).isTrue();
    }

    @Test
    void theMemorySizesAddUp() {
        Configuration taskManager = new Configuration(CONFIG);

        assertThat(
                        TaskExecutorProcessUtils.processSpecFromConfig(taskManager)
                                .getTaskHeapSize()
                                .getMebiBytes())
                .isGreaterThan(256);
        assertThat(taskManager.get(TaskManagerOptions.NUM_TASK_SLOTS)).isPositive();
    }

    @Test
    void passwordsOfKafkasClientsAreHidden() {
        assertThat(GlobalConfiguration.isSensitive("kafka.properties.sasl.jaas.config")).isTrue();
        assertThat(GlobalConfiguration.isSensitive("kafka.properties.ssl.key.password")).isTrue();
        assertThat(GlobalConfiguration.isSensitive("kafka.bootstrap-servers")).isFalse();
    }
}
