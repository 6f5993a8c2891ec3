package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerOptionTest {

    private static final Map<String, String> OTHERS =
            Map.ofEntries(
                    Map.entry("scheduler.type", "composed"),
                    Map.entry("scheduler.strict", "true"),
                    Map.entry("scheduler.priority-weights.high", "8.0"),
                    Map.entry("scheduler.priority-weights.normal", "4.0"),
                    Map.entry("scheduler.priority-weights.low", "0.25"),
                    Map.entry("scheduler.tenant-weights.acme.eu", "3.0"),
                    Map.entry("scheduler.aging", "2 min"),
                    Map.entry("scheduler.max-queue-size", "77"),
                    Map.entry("scheduler.max-queue-size-high", "7"),
                    Map.entry("scheduler.max-queue-size-normal", "8"),
                    Map.entry("scheduler.max-queue-size-low", "9"),
                    Map.entry("scheduler.max-queue-size-per-tenant", "6"),
                    Map.entry("scheduler.request-timeout", "90 s"),
                    Map.entry("scheduler.worker-timeout", "1500 ms"),
                    Map.entry("scheduler.preemption", "false"),
                    Map.entry("scheduler.max-pauses", "0"));

    @Test
    void everyOptionCanBeSetAndReadsBackAsItWasWritten() {
        SchedulerConfig config = SchedulerConfig.DEFAULT.with(OTHERS);

        assertThat(config.values()).containsExactlyInAnyOrderEntriesOf(OTHERS);
        assertThat(OTHERS).hasSameSizeAs(SchedulerOption.values());
        assertThat(config.weightOf("acme.eu")).isEqualTo(3);
        assertThat(config.weightOf("other")).isEqualTo(1);
        assertThat(config.rememberedIds()).isEqualTo(SchedulerConfig.DEFAULT.rememberedIds());
    }

    @Test
    void theTextsOfAConfigurationMakeIt() {
        for (SchedulerConfig config :
                new SchedulerConfig[] {
                    SchedulerConfig.DEFAULT, SchedulerConfig.DEFAULT.with(OTHERS)
                }) {
            assertThat(SchedulerConfig.DEFAULT.with(config.values())).isEqualTo(config);
        }
    }

    @Test
    void defaultsAreThoseOfTheDefaultConfiguration() {
        Map<String, String> defaults = new HashMap<>();
        for (SchedulerOption option : SchedulerOption.values()) {
            if (!option.isFamily()) {
                defaults.put(option.key(), option.defaultText());
            }
        }
        assertThat(SchedulerConfig.DEFAULT.values()).isEqualTo(defaults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scheduler.type | best | one of fifo, priority, deadline, fair, composed",
                "scheduler.strict | yes | true or false",
                "scheduler.priority-weights.low | 0 | a number above 0",
                "scheduler.priority-weights.low | NaN | a number above 0",
                "scheduler.tenant-weights.a | -1 | a number above 0",
                "scheduler.aging | soon | a duration",
                "scheduler.aging | 10 fortnights | a duration",
                "scheduler.request-timeout | 999999999999 d | a duration",
                "scheduler.max-queue-size | 0 | a whole number from 1, or none",
                "scheduler.max-queue-size | many | a whole number from 1, or none",
                "scheduler.max-pauses | -1 | a whole number from 0",
                "scheduler.tenant-weights. | 2 | no option that can be changed",
                "scheduler.remembered-ids | 5 | no option that can be changed",
            })
    void aBadValueIsNamedWithItsKeyAndTheExpectedForm(String key, String value, String expected) {
        assertThatThrownBy(() -> SchedulerConfig.DEFAULT.with(Map.of(key, value)))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("'" + key + "'")
                .hasMessageContaining(expected);
    }

    @Test
    void valuesAreCheckedTogetherToo() {
        assertThatThrownBy(
                        () ->
                                SchedulerConfig.DEFAULT.with(
                                        Map.of("scheduler.request-timeout", "0")))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("request timeout");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0 ms",
        "500 ms, 500, 500 ms",
        "1500, 1500, 1500 ms",
        "90s, 90000, 90 s",
        "10 min, 600000, 10 min",
        "2 H, 7200000, 2 h",
        "48 hours, 172800000, 2 d"
    })
    void durationsHaveTheFormOfFlink(String text, long ms, String written) {
        SchedulerConfig config = SchedulerConfig.DEFAULT.with(Map.of("scheduler.aging", text));

        assertThat(config.agingMs()).isEqualTo(ms);
        assertThat(SchedulerOption.AGING.read(config)).isEqualTo(written);
    }
}
