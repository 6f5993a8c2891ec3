package io.omniflow.job.config;

import io.omniflow.core.config.OmniConfig;
import org.apache.flink.configuration.Configuration;

/**
 * A deployment, read once and validated.
 *
 * @param omni what the graph is built from
 * @param kafka how the job reaches Kafka
 * @param tracing where traces of requests go
 * @param options every option that was given, Flink's included
 */
public record Deployment(
        OmniConfig omni, KafkaConfig kafka, TracingConfig tracing, Configuration options) {

    /** Returns the same deployment at another broker. */
    public Deployment at(String bootstrapServers) {
        Configuration others = new Configuration(options);
        others.set(KafkaSettings.BOOTSTRAP_SERVERS.option(), bootstrapServers);
        return new Deployment(omni, kafka.at(bootstrapServers), tracing, others);
    }
}
