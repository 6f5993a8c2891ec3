package io.omniflow.engine.llm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSamplerTest {

    private static final int[] NOTHING = {};

    @Test
    void drawsAreAsFrequentAsTheyAreProbable() {
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5), (float) Math.log(2)};
        int[] counts = new int[4];
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            counts[choose(logits, params(1, 0, 1, i % 7), i).id()]++;
        }
        double[] expected = {0.1, 0.2, 0.5, 0.2};
        for (int i = 0; i < expected.length; i++) {
            assertThat(counts[i] / (double) draws).isCloseTo(expected[i], within(0.015));
        }
    }

    @Test
    void aDrawDependsOnSeedAndPositionOnly() {
        float[] logits = random(3, 200);
        SamplingParams params = params(2, 0, 1, 9);
        int[] once = IntStream.range(0, 50).map(i -> choose(logits, params, i).id()).toArray();
        for (int i = 49; i >= 0; i--) {
            assertThat(choose(logits, params, i).id()).isEqualTo(once[i]);
        }
        SamplingParams other = params(2, 0, 1, 10);
        assertThat(IntStream.range(0, 50).map(i -> choose(logits, other, i).id()).toArray())
                .isNotEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void filtersKeepWhatTheDefinitionKeeps(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = random(seed, 300);
        for (int round = 0; round < 30; round++) {
            double temperature = 0.2 + 2 * random.nextDouble();
            int topK = random.nextInt(40);
            double topP = 1 - 0.9 * random.nextDouble();
            Candidates kept = Candidates.of(logits, params(temperature, topK, topP, 0));
            assertThat(kept.ids()).containsExactly(slow(logits, temperature, topK, topP));
        }
    }

    @Test
    void presenceCountsOnceAndFrequencyEachTime() {
        float[] logits = {1, 1, 1, 1};
        TokenHistory history = new TokenHistory(new int[] {3});
        history.add(1);
        history.add(2);
        history.add(2);
        SamplingParams params = new SamplingParams(0, 0, 1, 0, 1, 0.5, 0.25, 0, 0);
        float[] changed = logits.clone();
        Penalties.apply(changed, history, params);
        assertThat(changed).containsExactly(1f, 0.25f, 0f, 1f);
        assertThat(TokenSampler.choose(logits, history, params, 0).id()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-60, 1e-40, 1e-5})
    void anyRepetitionPenaltyLeavesATokenToChoose(double penalty) {
        float[] logits = {0, -3, 3, 2};
        TokenHistory history = new TokenHistory(new int[] {0, 1, 2});
        for (double temperature : new double[] {0, 1e-9, 1}) {
            SamplingParams params =
                    new SamplingParams(temperature, 0, 0.9, 0.1, penalty, 0, 0, 5, 0);
            int id = TokenSampler.choose(logits, history, params, 0).id();
            assertThat(id).isEqualTo(2);
        }
    }

    @Test
    void logprobsAreThoseOfTheModelAlone() {
        float[] logits = {0, (float) Math.log(3), 0};
        SamplingParams params = new SamplingParams(0, 0, 1, 0, 1, 2, 0, 0, 2);
        TokenHistory history = new TokenHistory(NOTHING);
        history.add(1);
        SampledToken token = TokenSampler.choose(logits, history, params, 0);
        assertThat(token.id()).isZero();
        assertThat(token.logprob()).isCloseTo(Math.log(0.2), within(1e-6));
        assertThat(token.top()).extracting(SampledToken.Alternative::id).containsExactly(1, 0);
        assertThat(token.top().get(0).logprob()).isCloseTo(Math.log(0.6), within(1e-6));
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        float[] logits = {0, Float.NaN};
        assertThatThrownBy(() -> choose(logits, SamplingParams.GREEDY, 0))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> params(-1, 0, 1, 0))
                .hasMessage("temperature is -1.0, expected 0 to 100");
        assertThatThrownBy(() -> params(1, 0, 0, 0)).hasMessageContaining("top_p");
    }

    /** All tokens sorted, then cut: what the filters mean, without their short cuts. */
    private static int[] slow(float[] logits, double temperature, int topK, double topP) {
        Integer[] ids = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
        Arrays.sort(ids, (a, b) -> Float.compare(logits[b], logits[a]));
        int count = topK == 0 ? ids.length : topK;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logits[ids[i]] / temperature);
        }
        double before = 0;
        int keep = 0;
        while (keep < count && (keep == 0 || before < topP * sum)) {
            before += Math.exp(logits[ids[keep++]] / temperature);
        }
        return Arrays.stream(ids).limit(keep).mapToInt(id -> id).toArray();
    }

    private static SampledToken choose(float[] logits, SamplingParams params, int position) {
        return TokenSampler.choose(logits, new TokenHistory(NOTHING), params, position);
    }

    private static SamplingParams params(double temperature, int topK, double topP, long seed) {
        return new SamplingParams(temperature, topK, topP, 0, 1, 0, 0, seed, 0);
    }

    private static float[] random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (8 * random.nextDouble() - 4);
        }
        return values;
    }
}
