package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.duration;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * How work waits, for all stages or below the prefix of one: the options that commands change while
 * the job runs, and the memories of ids and of known outputs, which they do not.
 */
final class SchedulerSettings {

    static final String PREFIX = SchedulerOption.PREFIX;

    static final SchedulerSettings GLOBAL = new SchedulerSettings("");

    /** Stands for the name in the key of the family, which is that of tenant weights. */
    private static final String NAME = "TENANT";

    private final Setting<Integer> rememberedIds;

    private final Setting<Duration> rememberIds;

    private final Setting<Integer> knownOutputs;

    private final String scope;

    SchedulerSettings(String scope) {
        this.scope = scope;
        rememberedIds =
                count(
                        scope + "scheduler.remembered-ids",
                        SchedulerConfig.DEFAULT.rememberedIds(),
                        1,
                        "Largest number of request ids of one model that are remembered to tell a"
                                + " redelivered request.");
        rememberIds =
                duration(
                        scope + "scheduler.remember-ids",
                        Duration.ofMillis(SchedulerConfig.DEFAULT.rememberIdsMs()),
                        "How long a request id is remembered.");
        knownOutputs =
                count(
                        scope + "scheduler.known-outputs",
                        SchedulerConfig.DEFAULT.knownOutputs(),
                        0,
                        "Largest number of cached outputs of one model of which scheduling knows,"
                                + " so that requests for them need not wait in the queue; 0 to let"
                                + " them wait like all others.");
    }

    /** Returns every setting; the key of a family has {@code TENANT} for the name. */
    List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>();
        for (SchedulerOption option : SchedulerOption.values()) {
            all.add(setting(option, option.isFamily() ? option.key() + NAME : option.key()));
        }
        all.add(rememberedIds);
        all.add(rememberIds);
        all.add(knownOutputs);
        return all;
    }

    /** Tells whether a key belongs to a family, whose keys cannot be listed. */
    boolean isOfFamily(String key) {
        return key.startsWith(scope)
                && SchedulerOption.of(key.substring(scope.length()))
                        .filter(SchedulerOption::isFamily)
                        .isPresent();
    }

    /** Reads the scheduler of a stage; what it does not set is as for all stages. */
    SchedulerConfig read(Configuration config) {
        Map<String, String> values = GLOBAL.given(config);
        values.putAll(given(config));
        return SchedulerConfig.DEFAULT
                .with(values)
                .withRememberedIds(
                        rememberedIds.readOr(GLOBAL.rememberedIds, config),
                        rememberIds.readOr(GLOBAL.rememberIds, config).toMillis())
                .withKnownOutputs(knownOutputs.readOr(GLOBAL.knownOutputs, config));
    }

    /** Returns the options that are set here, by their keys without the scope. */
    private Map<String, String> given(Configuration config) {
        Map<String, String> given = new HashMap<>();
        for (String key : config.keySet()) {
            if (key.startsWith(scope)) {
                String inner = key.substring(scope.length());
                SchedulerOption.of(inner)
                        .ifPresent(option -> given.put(inner, setting(option, inner).read(config)));
            }
        }
        return given;
    }

    private Setting<String> setting(SchedulerOption option, String key) {
        ConfigOption<String> text =
                ConfigOptions.key(scope + key)
                        .stringType()
                        .defaultValue(option.defaultText())
                        .withDescription(option.description());
        return new Setting<>(text, option.expected(), value -> isAccepted(key, value));
    }

    private static boolean isAccepted(String key, String value) {
        try {
            SchedulerConfig.DEFAULT.with(Map.of(key, value));
            return true;
        } catch (CoreModuleException e) {
            return false;
        }
    }
}
