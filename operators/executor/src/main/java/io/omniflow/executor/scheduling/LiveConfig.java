package io.omniflow.executor.scheduling;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerOption;
import io.omniflow.executor.record.ConfigChanges;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.UpdateConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force: the deployment's, with what commands have set on top. Only the latter
 * is in state, so that a new deployment changes all that no command has set. The caller has set the
 * current key.
 */
final class LiveConfig {

    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private static final int MAX_KEYS = 1_000;

    private final SchedulerConfig deployed;
    private final ValueState<ConfigChanges> state;
    private ConfigChanges changes = ConfigChanges.NONE;
    private SchedulerConfig current;

    LiveConfig(SchedulerConfig deployed, ValueState<ConfigChanges> state) {
        this.deployed = deployed;
        this.state = state;
        this.current = deployed;
    }

    /**
     * Lays what commands have set over the deployment's values. Should the two not go together any
     * more, the deployment's alone hold: a job that cannot start would be worse.
     */
    void restore() throws Exception {
        ConfigChanges restored = state.value();
        if (restored == null) {
            return;
        }
        try {
            current = deployed.with(restored.values());
            changes = restored;
        } catch (CoreModuleException e) {
            LOG.warn(
                    "what commands have set ({}) does not fit the deployment, whose values hold"
                            + " alone: {}",
                    restored.values(),
                    e.getMessage());
            changes = new ConfigChanges(restored.version() + 1, Map.of());
            state.update(changes);
        }
    }

    SchedulerConfig current() {
        return current;
    }

    long version() {
        return changes.version();
    }

    /**
     * Makes a change, all of it or nothing. One that changes nothing does not count.
     *
     * @throws CoreModuleException with {@link ErrorCode#INVALID_CONFIG} if a key or a value is not
     *     valid, or if the sender has seen another version
     */
    void update(UpdateConfig update) throws Exception {
        if (update.hasExpectedVersion() && update.getExpectedVersion() != changes.version()) {
            throw invalid(
                    "the configuration has version "
                            + changes.version()
                            + ", not the expected "
                            + update.getExpectedVersion()
                            + "; read it again");
        }
        Map<String, String> values = merge(update.getValuesMap());
        SchedulerConfig next = deployed.with(values);
        if (!values.equals(changes.values())) {
            changes = new ConfigChanges(changes.version() + 1, values);
            state.update(changes);
            current = next;
        }
    }

    /** Describes the configuration in force. */
    ConfigReport report() {
        return ConfigReport.newBuilder()
                .setVersion(changes.version())
                .putAllValues(current.values())
                .addAllChanged(changes.values().keySet())
                .build();
    }

    /** A key that an earlier release has set can be reset though this one does not know it. */
    private void checkKey(String key) {
        if (SchedulerOption.of(key).isEmpty() && !changes.values().containsKey(key)) {
            throw invalid("'" + key + "' is no option that can be changed");
        }
    }

    private Map<String, String> merge(Map<String, String> update) {
        Map<String, String> values = new HashMap<>(changes.values());
        update.forEach(
                (key, value) -> {
                    if (value.isBlank()) {
                        checkKey(key);
                        values.remove(key);
                    } else {
                        values.put(key, value);
                    }
                });
        if (values.size() > MAX_KEYS) {
            throw invalid("commands may set at most " + MAX_KEYS + " keys, not " + values.size());
        }
        return values;
    }

    private static CoreModuleException invalid(String message) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, message);
    }
}
