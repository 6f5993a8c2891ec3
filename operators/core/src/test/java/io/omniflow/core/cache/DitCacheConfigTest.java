package io.omniflow.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DitCacheConfigTest {

    @Test
    void boundsMustBePositive() {
        assertThatThrownBy(() -> new DitCacheConfig(true, 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1, not 0 bytes");
        assertThatThrownBy(() -> new DitCacheConfig(true, 1, -2, 1))
                .hasMessageContaining("at least 1, not -2 entries");
        assertThatThrownBy(() -> new DitCacheConfig(true, 1, 1, 0))
                .hasMessageContaining("at least 1, not 0 ms");
        assertThatThrownBy(() -> new ApproximateConfig(true, Double.NaN, 1))
                .hasMessageContaining("above 0 and up to 1, not NaN");
        assertThatThrownBy(() -> new ApproximateConfig(true, 1, 0))
                .hasMessageContaining("1 to 64, not 0");
    }

    @Test
    void textsOfAConfigurationMakeItAgain() {
        DitCacheConfig config =
                new DitCacheConfig(
                        true,
                        CacheStrategy.COST,
                        3L << 30,
                        17,
                        90_000,
                        false,
                        new ApproximateConfig(true, 0.9, 2));
        DitCacheConfig other =
                new DitCacheConfig(
                        true,
                        CacheStrategy.LFU,
                        1_234,
                        1,
                        7,
                        false,
                        new ApproximateConfig(true, 0.5, 9));

        assertThat(other.with(config.values())).isEqualTo(config);
        assertThat(config.with(other.values())).isEqualTo(other);
        assertThat(config.values())
                .containsEntry("cache.max-bytes", "3 gb")
                .containsEntry("cache.ttl", "90 s")
                .containsEntry("cache.strategy", "cost");
    }

    @ParameterizedTest
    @CsvSource({
        "cache.enabled, yes, true or false",
        "cache.strategy, fifo, 'one of lru, lfu, ttl, cost'",
        "cache.max-bytes, 0, a size",
        "cache.max-bytes, 99999999 tb, a size",
        "cache.max-bytes, 3 lines, a size",
        "cache.max-entries, many, a whole number",
        "cache.ttl, -1 s, a duration",
        "cache.similarity-floor, 1.1, a number above 0",
        "cache.neighbours, 65, a whole number from 1 to 64"
    })
    void refusesOtherFormsByKeyValueAndForm(String key, String text, String form) {
        assertThatThrownBy(() -> DitCacheConfig.DEFAULT.with(Map.of(key, text)))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContainingAll("'" + key + "'", "'" + text + "'", form);
    }

    @Test
    void refusesUnknownKeysAndACacheWithoutATopic() {
        assertThatThrownBy(() -> DitCacheConfig.DEFAULT.with(Map.of("cache.colour", "red")))
                .hasMessageContaining("'cache.colour' is no option");
        DitCacheConfig off = new DitCacheConfig(false, 1, 1, 1);
        assertThatThrownBy(() -> off.with(Map.of("cache.enabled", "true")))
                .hasMessageContaining("cannot be turned on");
        assertThat(off.with(Map.of("cache.enabled", "false"))).isEqualTo(off);
    }

    @Test
    void aShareIsOnePartOfTheBoundsAndNeverNothing() {
        DitCacheConfig share = new DitCacheConfig(true, 10, 3, 5).share(4);

        assertThat(share).isEqualTo(new DitCacheConfig(true, 2, 1, 5));
    }
}
