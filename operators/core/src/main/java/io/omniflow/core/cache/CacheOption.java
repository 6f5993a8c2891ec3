package io.omniflow.core.cache;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.option.DurationText;
import io.omniflow.core.option.SizeText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The options of a DiT cache that a command changes while the job runs: their keys, text forms and
 * meaning. Keys are those below a stage.
 */
public enum CacheOption {
    /** Whether outputs are reused. */
    ENABLED(
            "enabled",
            "true or false",
            "Whether outputs are reused across generations at all.",
            config -> String.valueOf(config.enabled()),
            (draft, text) -> draft.enabled = flag(text)),
    /** Which entry makes room. */
    STRATEGY(
            "strategy",
            "one of lru, lfu, ttl, cost",
            "Which cached output makes room for another: the least recently used (lru), the least"
                    + " often used (lfu), the oldest (ttl), or the one that spared the fewest steps"
                    + " for its size (cost).",
            config -> config.strategy().name().toLowerCase(Locale.ROOT),
            (draft, text) -> draft.strategy = CacheStrategy.valueOf(text.toUpperCase(Locale.ROOT))),
    /** Byte limit. */
    MAX_BYTES(
            "max-bytes",
            "a size such as '256 mb'",
            "Largest sum of the sizes of cached outputs of one stage.",
            config -> SizeText.format(config.maxBytes()),
            (draft, text) -> draft.maxBytes = SizeText.parse(text)),
    /** Entry limit. */
    MAX_ENTRIES(
            "max-entries",
            "a whole number from 1",
            "Largest number of cached outputs of one stage.",
            config -> String.valueOf(config.maxEntries()),
            (draft, text) -> draft.maxEntries = Integer.parseInt(text)),
    /** Age limit. */
    TTL(
            "ttl",
            "a duration such as '10 min' or '500 ms'",
            "How long a cached output is served, from the start of its generation.",
            config -> DurationText.format(config.ttlMs()),
            (draft, text) -> draft.ttlMs = DurationText.parse(text)),
    /** Least similarity of neighbours. */
    SIMILARITY_FLOOR(
            "similarity-floor",
            "a number above 0 and up to 1",
            "Least similarity of prompts that share work, whatever a request asks for.",
            config -> String.valueOf(config.approximate().floor()),
            (draft, text) -> draft.floor = Double.parseDouble(text)),
    /** How many neighbours a worker gets. */
    NEIGHBOURS(
            "neighbours",
            "a whole number from 1 to " + ApproximateConfig.MOST_CANDIDATES,
            "How many outputs of similar prompts a worker gets to choose from.",
            config -> String.valueOf(config.approximate().candidates()),
            (draft, text) -> draft.candidates = Integer.parseInt(text));

    /** What every key begins with. */
    public static final String PREFIX = "cache.";

    private final String name;
    private final String expected;
    private final String description;
    private final Function<DitCacheConfig, String> read;
    private final BiConsumer<CacheDraft, String> write;

    CacheOption(
            String name,
            String expected,
            String description,
            Function<DitCacheConfig, String> read,
            BiConsumer<CacheDraft, String> write) {
        this.name = name;
        this.expected = expected;
        this.description = description;
        this.read = read;
        this.write = write;
    }

    /** Returns the option of a key, empty if there is none. */
    public static Optional<CacheOption> of(String key) {
        return Arrays.stream(values()).filter(option -> option.key().equals(key)).findFirst();
    }

    /** Returns the full key. */
    public String key() {
        return PREFIX + name;
    }

    /** Returns one sentence on what the option does. */
    public String description() {
        return description;
    }

    /** Returns the expected form of a value, such as "a size such as '256 mb'". */
    public String expected() {
        return expected;
    }

    /** Returns the value in a configuration as text. */
    public String read(DitCacheConfig config) {
        return read.apply(config);
    }

    /** Sets the value of this option, or throws INVALID_CONFIG that names both. */
    void write(CacheDraft draft, String key, String text) {
        try {
            write.accept(draft, text.trim());
            draft.build();
        } catch (IllegalArgumentException e) {
            throw new CoreModuleException(
                    ErrorCode.INVALID_CONFIG,
                    "'" + key + "' must be " + expected + ", not '" + text + "'",
                    e);
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
