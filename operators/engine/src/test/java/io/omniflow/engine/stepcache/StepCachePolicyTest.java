package io.omniflow.engine.stepcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.calibration.StepCacheCoefficients;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepCachePolicyTest {

    private static final int BLOCKS = 4;

    @ParameterizedTest
    @EnumSource(StepCacheKind.class)
    void decidesAsTheRuleSays(StepCacheKind kind) {
        int reused = 0;
        for (int seed = 0; seed < 300; seed++) {
            RuleOracle oracle = new RuleOracle(kind, new Random(seed));
            String expected = oracle.pattern();
            reused += expected.replace("1", "").length();

            assertThat(run(oracle, -1)).as("seed %d: %s", seed, oracle.spec).isEqualTo(expected);
        }
        assertThat(reused > 300).isEqualTo(kind != StepCacheKind.OFF);
    }

    @ParameterizedTest
    @EnumSource(StepCacheKind.class)
    void goesOnWhereItWasSaved(StepCacheKind kind) {
        for (int seed = 0; seed < 100; seed++) {
            RuleOracle oracle = new RuleOracle(kind, new Random(seed));
            int at = new Random(seed).nextInt(oracle.steps);

            assertThat(run(oracle, at)).as("seed %d at %d", seed, at).isEqualTo(oracle.pattern());
        }
    }

    @ParameterizedTest
    @EnumSource(StepCacheKind.class)
    void computesShortSchedulesWhole(StepCacheKind kind) {
        RuleOracle any = new RuleOracle(kind, new Random(1));
        StepCachePolicy policy =
                new StepCaches(StepCacheCoefficients.NONE, 4).policy(any.spec, 8, 0);

        StepCacheHistory history = StepCaches.history(policy, any.spec, 8);
        for (int i = 0; i < 8; i++) {
            assertThat(history.reuses(i, 0, true)).isFalse();
        }
        assertThat(history.pattern()).isEqualTo("11111111");
    }

    @Test
    void computesAfterAJumpAndWithoutTensors() {
        StepCacheSpec spec = StepCacheSpec.of(StepCacheKind.FIRST_BLOCK, 1);
        StepCacheHistory history = StepCaches.history(caches().policy(spec, 30, 0), spec, 30);

        assertThat(history.reuses(0, 0, false)).isFalse();
        assertThat(history.reuses(1, 0, true)).isTrue();
        assertThat(history.reuses(2, 0, false)).isFalse();
        assertThat(history.reuses(3, 0, true)).isTrue();
        assertThat(history.reuses(7, 0, true)).isFalse();
        assertThat(history.reuses(8, 0, true)).isTrue();
        assertThat(history.reuses(5, 0, true)).isFalse();
        assertThat(history.reuses(6, 0, true)).isTrue();
        assertThat(history.reuses(7, Double.NaN, true)).isFalse();
        assertThat(history.pattern()).isEqualTo("10101101");
        assertThat(history.reused()).isEqualTo(3);
    }

    @Test
    void takesAPatternThatIsMissingAsComputed() {
        StepCacheSpec spec = StepCacheSpec.of(StepCacheKind.MASK, "slow");
        StepCacheHistory history = StepCaches.history(caches().policy(spec, 28, 0), spec, 28);

        history.restore(8, "", Map.of());

        assertThat(history.pattern()).isEqualTo("11111111");
        assertThat(history.reuses(8, 0, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void forecastsPolynomialsExactly(int order) {
        TaylorCache cache = new TaylorCache("", order);
        double[] sigmas = {1, 0.93, 0.81, 0.64, 0.6};
        for (int known = 1; known <= sigmas.length; known++) {
            cache.observe(sigmas[known - 1]);
            int degree = Math.min(order, known - 1);

            double[] weights = cache.weights(0.4);

            assertThat(weights).hasSize(degree + 1);
            double forecast = 0;
            for (int i = 0; i <= degree; i++) {
                forecast += weights[i] * polynomial(degree, sigmas[known - 1 - i]);
            }
            assertThat(forecast).isCloseTo(polynomial(degree, 0.4), Offset.offset(1e-9));
        }
    }

    @Test
    void ratiosBelongToTheWholeSchedule() {
        List<Double> ratios = new Random(5).doubles(25, 0.8, 1.2).boxed().toList();
        StepCacheSpec spec = StepCacheSpec.of(StepCacheKind.MAG, 0.4);
        StepCaches whole = new StepCaches(new StepCacheCoefficients(ratios, List.of()), BLOCKS);
        StepCaches late =
                new StepCaches(
                        new StepCacheCoefficients(ratios.subList(10, 25), List.of()), BLOCKS);
        StepCacheHistory expected = StepCaches.history(late.policy(spec, 15, 0), spec, 15);
        StepCacheHistory actual = StepCaches.history(whole.policy(spec, 15, 10), spec, 15);
        for (int i = 0; i < 15; i++) {
            expected.reuses(i, 0, true);
            actual.reuses(i, 0, true);
        }
        assertThat(actual.pattern()).isEqualTo(expected.pattern()).contains("0", "01");
    }

    @Test
    void refusesWhatTheModelCannotDo() {
        StepCaches bare = new StepCaches(StepCacheCoefficients.NONE, BLOCKS);
        StepCacheLimits deep = new StepCacheLimits(1, 0, 0, 0, 3, 1, 2);

        refuses(bare, StepCacheSpec.of(StepCacheKind.MAG, 0.1), "mag needs a calibration");
        refuses(bare, StepCacheSpec.of(StepCacheKind.TEA, 0.1), "tea needs a calibration");
        refuses(bare, StepCacheSpec.of(StepCacheKind.MASK, "1020"), "'1020'");
        refuses(bare, StepCacheSpec.of(StepCacheKind.TAYLOR, "quick"), "'quick'");
        refuses(
                bare,
                new StepCacheSpec(StepCacheKind.FIRST_BLOCK, 0.1, "", deep, "", 1),
                "3 front and 1 back blocks");
    }

    private static void refuses(StepCaches caches, StepCacheSpec spec, String why) {
        assertThatThrownBy(() -> caches.policy(spec, 20, 0))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD))
                .hasMessageContaining(why);
    }

    /** Plays the history, saving and taking up again before one step. */
    private static String run(RuleOracle oracle, int resumeAt) {
        StepCaches caches =
                new StepCaches(new StepCacheCoefficients(oracle.ratios, oracle.polynomial), BLOCKS);
        StepCachePolicy policy = caches.policy(oracle.spec, oracle.steps, 0);
        StepCacheHistory history = StepCaches.history(policy, oracle.spec, oracle.steps);
        int before = -1;
        for (int i = 0; i < oracle.steps; i++) {
            if (i == resumeAt) {
                policy = caches.policy(oracle.spec, oracle.steps, 0);
                StepCacheHistory next = StepCaches.history(policy, oracle.spec, oracle.steps);
                next.restore(i, history.pattern(), history.scalars());
                history = next;
            }
            if (!history.reuses(i, oracle.change[i], true)) {
                observe(policy, oracle, i, before);
                before = i;
            }
        }
        return history.pattern();
    }

    private static void observe(StepCachePolicy policy, RuleOracle oracle, int step, int before) {
        if (policy instanceof EasyCache easy) {
            easy.observe(
                    oracle.output[step],
                    before < 0 ? Double.NaN : oracle.outputChange[step],
                    before < 0 ? Double.NaN : oracle.latentsChange[step]);
        } else if (policy instanceof TaylorCache taylor) {
            taylor.observe(1 - step / 100.0);
        }
    }

    private static StepCaches caches() {
        return new StepCaches(StepCacheCoefficients.NONE, BLOCKS);
    }

    private static double polynomial(int degree, double x) {
        return 3 + (degree > 0 ? -2 * x : 0) + (degree > 1 ? 5 * x * x : 0);
    }
}
