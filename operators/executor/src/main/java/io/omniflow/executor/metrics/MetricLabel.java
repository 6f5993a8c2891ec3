package io.omniflow.executor.metrics;

import io.omniflow.core.cache.EvictionCause;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.stepcache.StepCacheKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a metric is split by; a label has as many values as its enumeration has constants. */
public enum MetricLabel {
    /** The class of a request. */
    REQUEST_CLASS("request_class", Priority.class),
    /** How an image ended. */
    STATUS("status", TaskStatus.class),
    /** Why an entry of the cache was removed. */
    CAUSE("cause", EvictionCause.class),
    /** Why something was refused; upper case, as results show it. */
    CODE("code", ErrorCode.class),
    /** Why a generation failed, as far as it says what may help. */
    FAILURE("failure", FailureClass.class),
    /** The step cache of a generation. */
    STEP_CACHE("step_cache", StepCacheKind.class),
    /** The quality level of a generation. */
    LEVEL("level", LevelLabel.class);

    private final String key;
    private final Class<? extends Enum<?>> type;

    MetricLabel(String key, Class<? extends Enum<?>> type) {
        this.key = key;
        this.type = type;
    }

    /** Returns the name of the label. */
    public String key() {
        return key;
    }

    /** Returns every value that the label can have. */
    public List<String> texts() {
        return Arrays.stream(type.getEnumConstants()).map(this::text).toList();
    }

    /** Returns the value for a constant of the label's enumeration. */
    String text(Enum<?> value) {
        if (value.getDeclaringClass() != type) {
            throw new IllegalArgumentException(value + " is no value of the label " + key);
        }
        return this == CODE ? value.name() : value.name().toLowerCase(Locale.ROOT);
    }
}
