package io.omniflow.job;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the job's main class.
 *
 * @param help whether help is asked for
 * @param config the deployment file; null if not given
 * @param overrides keys that go before the deployment file's
 */
record JobArguments(boolean help, @Nullable Path config, Map<String, String> overrides) {

    /** Parses {@code --key value} pairs. */
    static JobArguments parse(String... args) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            String key = args[i];
            if (key.equals("--help") || key.equals("-h")) {
                help = true;
            } else if (!key.startsWith("--") || key.length() == 2) {
                throw refused("'" + key + "' is no key: give '--key value' pairs, see --help");
            } else if (i + 1 == args.length) {
                throw refused("the key " + key + " has no value: give '--key value' pairs");
            } else {
                values.put(key.substring(2), args[++i]);
            }
        }
        String config = values.remove("config");
        return new JobArguments(help, config == null ? null : path(config), Map.copyOf(values));
    }

    /** Returns the deployment file, refusing arguments without one. */
    Path requiredConfig() {
        if (config == null) {
            throw refused("no deployment file is given: add --config deploy/omniflow.yaml");
        }
        return config;
    }

    private static Path path(String text) {
        return Path.of(text.startsWith("file:") ? text.replaceFirst("^file:/*", "/") : text);
    }

    private static CoreModuleException refused(String message) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, message);
    }
}
