package io.omniflow.job.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Builds settings of the kinds that a deployment has. */
final class Settings {

    private static final String COUNT = "a whole number of at least ";

    private Settings() {}

    /** Returns every setting that is not repeated for each stage. */
    static List<Setting<?>> global() {
        return Stream.of(
                        KafkaSettings.ALL,
                        DeliverySettings.ALL,
                        TracingSettings.ALL,
                        EngineSettings.ALL,
                        RecoverySettings.ALL,
                        List.of(CacheSettings.ENABLED, CacheSettings.TOPIC),
                        ReuseSettings.ALL,
                        CacheSettings.GLOBAL.all(),
                        SchedulerSettings.GLOBAL.all())
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    static Setting<String> text(String key, String byDefault, String description) {
        ConfigOption<String> option =
                ConfigOptions.key(key)
                        .stringType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(option, "a text that is not empty", value -> !value.isBlank());
    }

    static Setting<String> requiredText(String key, String form, String description) {
        ConfigOption<String> option =
                ConfigOptions.key(key).stringType().noDefaultValue().withDescription(description);
        return new Setting<>(option, form, value -> !value.isBlank());
    }

    static Setting<Boolean> flag(String key, boolean byDefault, String description) {
        ConfigOption<Boolean> option =
                ConfigOptions.key(key)
                        .booleanType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(option, "true or false", value -> true);
    }

    static Setting<Integer> count(String key, int byDefault, int least, String description) {
        ConfigOption<Integer> option =
                ConfigOptions.key(key)
                        .intType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(option, COUNT + least, value -> value >= least);
    }

    static Setting<Double> number(String key, double byDefault, String description) {
        ConfigOption<Double> option =
                ConfigOptions.key(key)
                        .doubleType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(
                option, "a number above 0", value -> value > 0 && Double.isFinite(value));
    }

    static Setting<Double> share(String key, double byDefault, String description) {
        ConfigOption<Double> option =
                ConfigOptions.key(key)
                        .doubleType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(option, "a number from 0 to 1", value -> value >= 0 && value <= 1);
    }

    static Setting<Duration> duration(String key, Duration byDefault, String description) {
        ConfigOption<Duration> option =
                ConfigOptions.key(key)
                        .durationType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        return new Setting<>(
                option, "a duration above zero such as '30 s'", value -> value.toMillis() > 0);
    }

    static Setting<MemorySize> size(
            String key, MemorySize byDefault, long least, long most, String description) {
        ConfigOption<MemorySize> option =
                ConfigOptions.key(key)
                        .memoryType()
                        .defaultValue(byDefault)
                        .withDescription(description);
        String form =
                "a size such as '64 mb' of "
                        + new MemorySize(least).toHumanReadableString()
                        + " or more";
        return new Setting<>(
                option, form, value -> value.getBytes() >= least && value.getBytes() <= most);
    }

    /** A value of an enumeration, in any case. */
    static <E extends Enum<E>> Setting<E> choice(
            String key, Class<E> type, E byDefault, String description) {
        ConfigOption<E> option =
                ConfigOptions.key(key)
                        .enumType(type)
                        .defaultValue(byDefault)
                        .withDescription(description);
        List<String> names =
                Arrays.stream(type.getEnumConstants())
                        .map(e -> e.toString().toLowerCase(Locale.ROOT))
                        .toList();
        return new Setting<>(option, "one of " + String.join(", ", names), value -> true);
    }
}
