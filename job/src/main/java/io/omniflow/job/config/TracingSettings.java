package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.share;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** Where traces of requests go. */
final class TracingSettings {

    static final String PREFIX = "tracing.";

    private static final String OFF = "off";

    private static final Set<String> SCHEMES = Set.of("http", "https");

    static final Setting<String> ENDPOINT =
            new Setting<>(
                    ConfigOptions.key("tracing.otlp-endpoint")
                            .stringType()
                            .defaultValue(OFF)
                            .withDescription(
                                    "Collector that spans of requests are sent to by OTLP over"
                                            + " HTTP, such as http://collector:4318/v1/traces, or"
                                            + " off."),
                    "'off' or a URL such as http://collector:4318/v1/traces",
                    value -> value.equals(OFF) || isUrl(value));

    static final Setting<Double> RATIO =
            share(
                    "tracing.sample-ratio",
                    1.0,
                    "Share of the requests without a traceparent header that is traced; one with"
                            + " such a header is traced if it says so.");

    static final List<Setting<?>> ALL = List.of(ENDPOINT, RATIO);

    private TracingSettings() {}

    static TracingConfig read(Configuration all) {
        String endpoint = ENDPOINT.read(all);
        return endpoint.equals(OFF)
                ? TracingConfig.OFF
                : new TracingConfig(endpoint, RATIO.read(all));
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = URI.create(value);
            return SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
