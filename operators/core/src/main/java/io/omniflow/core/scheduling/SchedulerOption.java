package io.omniflow.core.scheduling;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.option.DurationText;
import io.omniflow.core.request.Priority;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The options of a scheduler that the deployment file sets and a command changes while the job
 * runs: their keys, text forms and meaning. Keys are those below a stage.
 */
public enum SchedulerOption {
    /** The policy. */
    TYPE(
            "type",
            OptionForm.choice(SchedulerType.class),
            "The policy that orders waiting work.",
            config -> OptionForm.nameOf(config.type()),
            (draft, text) -> draft.type = OptionForm.constant(SchedulerType.class, text)),
    /** Absolute classes. */
    STRICT(
            "strict",
            OptionForm.FLAG,
            "Whether a class runs only when no higher one waits; the weights then do not count.",
            config -> String.valueOf(config.strict()),
            (draft, text) -> draft.strict = OptionForm.flag(text)),
    /** Weight of class HIGH. */
    WEIGHT_HIGH(
            "priority-weights.high",
            OptionForm.WEIGHT,
            "Share of device time of class high under contention, relative to the other weights.",
            config -> String.valueOf(config.weights().high()),
            (draft, text) -> draft.weights.put(Priority.HIGH, OptionForm.weight(text))),
    /** Weight of class NORMAL. */
    WEIGHT_NORMAL(
            "priority-weights.normal",
            OptionForm.WEIGHT,
            "Share of device time of class normal under contention, relative to the other weights.",
            config -> String.valueOf(config.weights().normal()),
            (draft, text) -> draft.weights.put(Priority.NORMAL, OptionForm.weight(text))),
    /** Weight of class LOW. */
    WEIGHT_LOW(
            "priority-weights.low",
            OptionForm.WEIGHT,
            "Share of device time of class low under contention, relative to the other weights.",
            config -> String.valueOf(config.weights().low()),
            (draft, text) -> draft.weights.put(Priority.LOW, OptionForm.weight(text))),
    /** Weights of tenants: a family of keys that end in the tenant's name. */
    TENANT_WEIGHTS(
            "tenant-weights.",
            OptionForm.WEIGHT,
            "Share of device time of the tenant of that name under contention; others weigh 1.",
            config -> "1.0",
            (draft, text) -> {
                throw new IllegalArgumentException("a tenant's weight needs the tenant's name");
            }),
    /** Ageing. */
    AGING(
            "aging",
            OptionForm.DURATION,
            "Waiting time that lifts a task by one class; 0 for no lift.",
            config -> DurationText.format(config.agingMs()),
            (draft, text) -> draft.agingMs = DurationText.parse(text)),
    /** Limit of all waiting tasks. */
    MAX_QUEUE_SIZE(
            "max-queue-size",
            OptionForm.LIMIT,
            "Largest number of waiting images of one model; more are rejected with QUEUE_FULL.",
            config -> OptionForm.limit(config.limits().total()),
            (draft, text) -> draft.maxTotal = OptionForm.limit(text)),
    /** Limit of waiting tasks of class HIGH. */
    MAX_QUEUE_SIZE_HIGH(
            "max-queue-size-high",
            OptionForm.LIMIT,
            "Largest number of waiting images of class high.",
            config -> OptionForm.limit(config.limits().high()),
            (draft, text) -> draft.maxOfClass.put(Priority.HIGH, OptionForm.limit(text))),
    /** Limit of waiting tasks of class NORMAL. */
    MAX_QUEUE_SIZE_NORMAL(
            "max-queue-size-normal",
            OptionForm.LIMIT,
            "Largest number of waiting images of class normal.",
            config -> OptionForm.limit(config.limits().normal()),
            (draft, text) -> draft.maxOfClass.put(Priority.NORMAL, OptionForm.limit(text))),
    /** Limit of waiting tasks of class LOW. */
    MAX_QUEUE_SIZE_LOW(
            "max-queue-size-low",
            OptionForm.LIMIT,
            "Largest number of waiting images of class low.",
            config -> OptionForm.limit(config.limits().low()),
            (draft, text) -> draft.maxOfClass.put(Priority.LOW, OptionForm.limit(text))),
    /** Limit of waiting tasks of a tenant. */
    MAX_QUEUE_SIZE_PER_TENANT(
            "max-queue-size-per-tenant",
            OptionForm.LIMIT,
            "Largest number of waiting images of any one tenant.",
            config -> OptionForm.limit(config.limits().tenant()),
            (draft, text) -> draft.maxOfTenant = OptionForm.limit(text)),
    /** Request timeout. */
    REQUEST_TIMEOUT(
            "request-timeout",
            OptionForm.DURATION,
            "Time from arrival after which a request that still waits expires.",
            config -> DurationText.format(config.requestTimeoutMs()),
            (draft, text) -> draft.requestTimeoutMs = DurationText.parse(text)),
    /** Worker timeout. */
    WORKER_TIMEOUT(
            "worker-timeout",
            OptionForm.DURATION,
            "Time after which a step that has not returned counts as hung.",
            config -> DurationText.format(config.workerTimeoutMs()),
            (draft, text) -> draft.workerTimeoutMs = DurationText.parse(text)),
    /** Preemption. */
    PREEMPTION(
            "preemption",
            OptionForm.FLAG,
            "Whether an urgent request may pause a running one at a step boundary.",
            config -> String.valueOf(config.preemption()),
            (draft, text) -> draft.preemption = OptionForm.flag(text)),
    /** Limit of pauses. */
    MAX_PAUSES(
            "max-pauses",
            OptionForm.COUNT,
            "How often one generation may be paused for urgent ones.",
            config -> String.valueOf(config.maxPauses()),
            (draft, text) -> draft.maxPauses = OptionForm.count(text));

    /** What every key begins with. */
    public static final String PREFIX = "scheduler.";

    private final String name;
    private final String expected;
    private final String description;
    private final Function<SchedulerConfig, String> read;
    private final BiConsumer<SchedulerDraft, String> write;

    SchedulerOption(
            String name,
            String expected,
            String description,
            Function<SchedulerConfig, String> read,
            BiConsumer<SchedulerDraft, String> write) {
        this.name = name;
        this.expected = expected;
        this.description = description;
        this.read = read;
        this.write = write;
    }

    /**
     * Returns the option of a key, empty if there is none; a family has every key below its own.
     */
    public static Optional<SchedulerOption> of(String key) {
        return Arrays.stream(values()).filter(option -> option.matches(key)).findFirst();
    }

    /** Returns the full key; that of a family ends in a dot, after which a name follows. */
    public String key() {
        return PREFIX + name;
    }

    /** Tells whether the key stands for a family of keys, one for each name that follows it. */
    public boolean isFamily() {
        return name.endsWith(".");
    }

    /** Returns one sentence on what the option does. */
    public String description() {
        return description;
    }

    /** Returns the expected form of a value, such as "a duration such as '10 min'". */
    public String expected() {
        return expected;
    }

    /** Returns the value of {@link SchedulerConfig#DEFAULT} as text. */
    public String defaultText() {
        return read.apply(SchedulerConfig.DEFAULT);
    }

    /** Returns the value in a configuration as text; for a family that of a name without one. */
    public String read(SchedulerConfig config) {
        return read.apply(config);
    }

    private boolean matches(String key) {
        return isFamily()
                ? key.startsWith(key()) && key.length() > key().length()
                : key.equals(key());
    }

    /** Sets the value of a key of this option, or throws INVALID_CONFIG that names both. */
    void write(SchedulerDraft draft, String key, String text) {
        try {
            if (isFamily()) {
                draft.tenantWeights.put(key.substring(key().length()), OptionForm.weight(text));
            } else {
                write.accept(draft, text.trim());
            }
        } catch (IllegalArgumentException e) {
            throw new CoreModuleException(
                    ErrorCode.INVALID_CONFIG,
                    "'" + key + "' must be " + expected + ", not '" + text + "'",
                    e);
        }
    }
}
