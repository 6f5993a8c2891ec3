package io.omniflow.job.config;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * An option with the values it accepts.
 *
 * @param option key, type, default and description
 * @param form the expected form in words, for messages
 * @param accepted tells whether a parsed value is in range
 */
record Setting<T>(ConfigOption<T> option, String form, Predicate<T> accepted) {

    /** Returns the validated value; a bad one is refused with the key and the expected form. */
    T read(Configuration config) {
        T value = parse(config);
        if (value == null) {
            throw invalid(option.key() + " is missing: it needs " + form);
        }
        if (!accepted.test(value)) {
            throw refused(config);
        }
        return value;
    }

    /** Returns the validated value of this setting if it is set, else of another. */
    T readOr(Setting<T> other, Configuration config) {
        return config.containsKey(option.key()) ? read(config) : other.read(config);
    }

    private T parse(Configuration config) {
        try {
            return config.get(option);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw refused(config);
        }
    }

    private CoreModuleException refused(Configuration config) {
        String given = config.getString(option.key(), "");
        return invalid(option.key() + " must be " + form + ", not '" + given + "'");
    }

    static CoreModuleException invalid(String message) {
        return new CoreModuleException(ErrorCode.INVALID_CONFIG, message);
    }
}
