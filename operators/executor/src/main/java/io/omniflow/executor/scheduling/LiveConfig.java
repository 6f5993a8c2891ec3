package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.CacheOption;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerOption;
import io.omniflow.executor.record.CacheNotice;
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

    private final StageConfig deployed;
    private final ValueState<ConfigChanges> state;
    private ConfigChanges changes = ConfigChanges.NONE;
    private SchedulerConfig current;
    private DitCacheConfig cache;

    LiveConfig(StageConfig deployed, ValueState<ConfigChanges> state) {
        this.deployed = deployed;
        this.state = state;
        this.current = deployed.scheduler();
        this.cache = deployed.cache();
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
            lay(restored);
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

    /** Returns the configuration of the cache. */
    DitCacheConfig cache() {
        return cache;
    }

    /** Returns what dit-cache is told of it. */
    CacheNotice notice() {
        return new CacheNotice.Config(changes.version(), cache);
    }

    /** Tells whether commands have set anything of the cache. */
    boolean changesCache() {
        return changes.values().keySet().stream().anyMatch(LiveConfig::isOfCache);
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
        boolean news = !values.equals(changes.values());
        lay(news ? new ConfigChanges(changes.version() + 1, values) : changes);
        if (news) {
            state.update(changes);
        }
    }

    /** Lays changes over the deployment's values, all or none. */
    private void lay(ConfigChanges next) {
        Map<String, String> ofScheduler = new HashMap<>(next.values());
        Map<String, String> ofCache = new HashMap<>(next.values());
        ofScheduler.keySet().removeIf(LiveConfig::isOfCache);
        ofCache.keySet().removeIf(key -> !isOfCache(key));
        SchedulerConfig scheduler = deployed.scheduler().with(ofScheduler);
        cache = deployed.cache().with(ofCache);
        current = scheduler;
        changes = next;
    }

    private static boolean isOfCache(String key) {
        return key.startsWith(CacheOption.PREFIX);
    }

    /** Describes the configuration in force. */
    ConfigReport report() {
        return ConfigReport.newBuilder()
                .setVersion(changes.version())
                .putAllValues(current.values())
                .putAllValues(cache.values())
                .addAllChanged(changes.values().keySet())
                .build();
    }

    /** A key that an earlier release has set can be reset though this one does not know it. */
    private void checkKey(String key) {
        boolean known = SchedulerOption.of(key).isPresent() || CacheOption.of(key).isPresent();
        if (!known && !changes.values().containsKey(key)) {
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
