package io.omniflow.executor.record;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration that commands have set, as it lies in the state of scheduling.
 *
 * @param version number of changes so far
 * @param values the values set by commands, by key; all others are the deployment's
 */
public record ConfigChanges(long version, Map<String, String> values) {

    /** Nothing was changed. */
    public static final ConfigChanges NONE = new ConfigChanges(0, Map.of());

    /** Copies the values, sorted by key. */
    public ConfigChanges {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
