package io.omniflow.core.request;

import static io.omniflow.core.request.RequestRules.require;

import io.omniflow.core.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a language model accepts. Throws {@link io.omniflow.core.error.InvalidRequestException} as
 * {@link RequestRules} do, with INVALID_TEXT_OPTION; what is absent is null and takes the model's
 * default.
 */
public final class TextRules {

    private static final int MAX_STOPS = 16;
    private static final int MAX_STOP_CHARS = 100;
    private static final int MAX_STOP_IDS = 64;
    private static final int MAX_LOGPROBS = 20;
    private static final double MAX_TEMPERATURE = 100;
    private static final double MAX_PENALTY = 2;
    private static final double MAX_REPETITION = 100;

    private final TextLimits limits;
    private final TextSampling byDefault;

    /** Creates the rules of a model. */
    public TextRules(TextLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.byDefault = limits.sampling();
    }

    /** The number of tokens is 1 or more and leaves room for a prompt in the model's context. */
    public int maxTokens(@Nullable Integer asked) {
        int most = limits.contextTokens() - 1;
        int tokens = asked == null ? Math.min(most, limits.defaultTokens()) : asked;
        return option(tokens >= 1 && tokens <= most, tokens, "max_tokens", "from 1 to " + most);
    }

    /** A temperature is from 0 to 100. */
    public double temperature(@Nullable Double asked) {
        double value = asked == null ? byDefault.temperature() : asked;
        return option(
                value >= 0 && value <= MAX_TEMPERATURE, value, "temperature", "from 0 to 100");
    }

    /** The number of tokens to draw from is not negative; 0 stands for all. */
    public int topK(@Nullable Integer asked) {
        int value = asked == null ? byDefault.topK() : asked;
        return option(value >= 0, value, "top_k", "at least 0");
    }

    /** The probability to draw from is above 0 and at most 1. */
    public double topP(@Nullable Double asked) {
        double value = asked == null ? byDefault.topP() : asked;
        return option(value > 0 && value <= 1, value, "top_p", "above 0 and at most 1");
    }

    /** The least share of the likeliest token's probability is from 0 to 1. */
    public double minP(@Nullable Double asked) {
        double value = asked == null ? byDefault.minP() : asked;
        return option(value >= 0 && value <= 1, value, "min_p", "from 0 to 1");
    }

    /** A penalty of repetition is above 0 and at most 100. */
    public double repetitionPenalty(@Nullable Double asked) {
        double value = asked == null ? byDefault.repetitionPenalty() : asked;
        return option(
                value > 0 && value <= MAX_REPETITION,
                value,
                "repetition_penalty",
                "above 0 and at most 100");
    }

    /** A presence or frequency penalty is from -2 to 2, and 0 if absent. */
    public static double penalty(String name, @Nullable Double asked) {
        double value = asked == null ? 0 : asked;
        return option(Math.abs(value) <= MAX_PENALTY, value, name, "from -2 to 2");
    }

    /** The number of probabilities is from 0 to 20. */
    public static int logprobs(@Nullable Integer asked) {
        int value = asked == null ? TextSampling.NO_LOGPROBS : asked;
        return option(
                asked == null || value >= 0 && value <= MAX_LOGPROBS,
                value,
                "logprobs",
                "from 0 to 20");
    }

    /** There are up to 16 stops of 1 to 100 characters each. */
    public static List<String> stops(List<String> stops) {
        option(stops.size() <= MAX_STOPS, stops.size(), "the number of stop", "at most 16");
        for (String stop : stops) {
            option(
                    !stop.isEmpty() && stop.length() <= MAX_STOP_CHARS,
                    stop,
                    "each stop",
                    "a text of 1 to 100 characters");
        }
        return stops;
    }

    /** There are up to 64 stop tokens, all of the model's vocabulary. */
    public List<Integer> stopIds(List<Integer> ids) {
        option(
                ids.size() <= MAX_STOP_IDS,
                ids.size(),
                "the number of stop_token_ids",
                "at most 64");
        for (int id : ids) {
            option(
                    id >= 0 && id < limits.vocabulary(),
                    id,
                    "each of stop_token_ids",
                    "from 0 to " + (limits.vocabulary() - 1));
        }
        return ids;
    }

    private static <T> T option(boolean valid, T value, String name, String expected) {
        return require(
                valid,
                value,
                ErrorCode.INVALID_TEXT_OPTION,
                name + " must be " + expected + ", not ",
                value);
    }
}
