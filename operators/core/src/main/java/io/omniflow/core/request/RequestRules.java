package io.omniflow.core.request;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model accepts. Each rule takes the value as it was sent, returns the value to use, and
 * throws {@link InvalidRequestException} with the code of its field if the value breaks it.
 * Messages name the bad value, shortened, and the expected form; they never repeat a prompt.
 */
public final class RequestRules {

    private static final int MAX_ID_CHARS = 128;
    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_USER_CHARS = 256;
    private static final int MAX_LABELS = 64;
    private static final int MAX_LABEL_KEY_CHARS = 64;
    private static final int MAX_LABEL_VALUE_CHARS = 256;
    private static final int MAX_PREVIEWS = 8;
    private static final int MAX_SHOWN_CHARS = 100;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:~-]+");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})x([0-9]{1,6})");

    private final ModelSpec model;

    /** Creates the rules of a model. */
    public RequestRules(ModelSpec model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    /** An id has 1 to 128 characters out of letters, digits and {@code . _ : ~ -}. */
    public static String id(String id) {
        boolean valid = id.length() <= MAX_ID_CHARS && ID.matcher(id).matches();
        return require(
                valid,
                id,
                ErrorCode.INVALID_ID,
                "the id must have 1 to 128 characters out of A-Z a-z 0-9 . _ : ~ -, not ",
                id);
    }

    /** A tenant has up to 128 characters, none of them a control character. */
    public static String tenant(String tenant) {
        return text("tenant", tenant, MAX_NAME_CHARS);
    }

    /** A user has up to 256 characters, none of them a control character. */
    public static String user(String user) {
        return text("user", user, MAX_USER_CHARS);
    }

    /** There are up to 64 labels, with short names and values. */
    public static Map<String, String> labels(Map<String, String> labels) {
        require(
                labels.size() <= MAX_LABELS,
                labels,
                ErrorCode.INVALID_FIELD,
                "a request has at most 64 labels, not ",
                labels.size());
        labels.forEach(
                (key, value) -> {
                    require(
                            !key.isEmpty(),
                            key,
                            ErrorCode.INVALID_FIELD,
                            "a label must have a name, but one has the value ",
                            value);
                    text("name of a label", key, MAX_LABEL_KEY_CHARS);
                    text("label '" + key + "'", value, MAX_LABEL_VALUE_CHARS);
                });
        return labels;
    }

    /** Checks a number of previews; null is none. */
    public static int previews(@Nullable Integer previews) {
        int wanted = previews == null ? 0 : previews;
        return require(
                wanted >= 0 && wanted <= MAX_PREVIEWS,
                wanted,
                ErrorCode.INVALID_FIELD,
                "partial_images must be from 0 to " + MAX_PREVIEWS + ", not ",
                wanted);
    }

    /** The only output format is PNG, which is also the default. */
    public static String outputFormat(String format) {
        return require(
                format.isEmpty() || format.equals("png"),
                "png",
                ErrorCode.INVALID_OUTPUT_FORMAT,
                "output_format must be png or empty, not ",
                format);
    }

    /** A prompt has visible text, up to the length that the model takes. */
    public String prompt(String prompt) {
        checkLength("prompt", prompt);
        return require(
                !prompt.isBlank(),
                prompt,
                ErrorCode.INVALID_PROMPT,
                "the prompt must not be empty or blank; its length is ",
                prompt.length());
    }

    /** A negative prompt may be empty, and may be as long as a prompt. */
    public String negativePrompt(String prompt) {
        checkLength("negative prompt", prompt);
        return prompt;
    }

    /** The number of images is 1 if absent, and at most what the model allows. */
    public int images(@Nullable Integer n) {
        int images = n == null ? 1 : n;
        return require(
                images >= 1 && images <= model.maxImages(),
                images,
                ErrorCode.INVALID_N,
                "n must be from 1 to " + model.maxImages() + ", not ",
                images);
    }

    /** A size is {@code WIDTHxHEIGHT}; {@code auto} and nothing mean the model's default. */
    public Size size(String size) {
        if (size.isEmpty() || size.equals("auto")) {
            return new Size(model.image().defaultWidth(), model.image().defaultHeight());
        }
        Matcher matcher = SIZE.matcher(size);
        require(
                matcher.matches(),
                size,
                ErrorCode.INVALID_SIZE,
                "size must be WIDTHxHEIGHT in pixels, such as "
                        + model.image().defaultWidth()
                        + "x"
                        + model.image().defaultHeight()
                        + ", or auto, not ",
                size);
        return new Size(side(matcher.group(1), size), side(matcher.group(2), size));
    }

    /** The number of steps is the model's default if absent, and at most its maximum. */
    public int steps(@Nullable Integer steps) {
        int number = steps == null ? model.image().defaultSteps() : steps;
        return require(
                number >= 1 && number <= model.image().maxSteps(),
                number,
                ErrorCode.INVALID_STEPS,
                "num_inference_steps must be from 1 to " + model.image().maxSteps() + ", not ",
                number);
    }

    /** The guidance scale is the model's default if absent; it is finite and not negative. */
    public double guidanceScale(@Nullable Double scale) {
        double guidance = scale == null ? model.image().defaultGuidanceScale() : scale;
        // Not a number is in no range.
        return require(
                guidance >= 0 && guidance <= model.image().maxGuidanceScale(),
                guidance,
                ErrorCode.INVALID_GUIDANCE,
                "guidance_scale must be from 0 to " + model.image().maxGuidanceScale() + ", not ",
                guidance);
    }

    /** A sampler is one of the model's; its own, or none, is returned as empty. */
    public String scheduler(String scheduler) {
        require(
                scheduler.isEmpty() || model.image().schedulers().contains(scheduler),
                scheduler,
                ErrorCode.INVALID_SCHEDULER,
                "scheduler must be one of "
                        + String.join(", ", model.image().schedulers())
                        + ", not ",
                scheduler);
        return scheduler.equals(model.image().schedulers().get(0)) ? "" : scheduler;
    }

    /** Puts a value of a sender into a message: in quotes, shortened, on one line. */
    public static String shown(Object value) {
        String text = String.valueOf(value);
        String start = text.substring(0, Math.min(text.length(), MAX_SHOWN_CHARS));
        String line = start.replaceAll("\\p{Cntrl}", "?");
        return "'" + line + "'" + (text.length() > MAX_SHOWN_CHARS ? "..." : "");
    }

    private int side(String digits, String size) {
        int side = Integer.parseInt(digits);
        return require(
                side >= model.image().minSide()
                        && side <= model.image().maxSide()
                        && side % model.image().sizeMultiple() == 0,
                side,
                ErrorCode.INVALID_SIZE,
                "the sides of a size must be multiples of "
                        + model.image().sizeMultiple()
                        + " from "
                        + model.image().minSide()
                        + " to "
                        + model.image().maxSide()
                        + ", not ",
                size);
    }

    private void checkLength(String what, String text) {
        int length = text.codePointCount(0, text.length());
        require(
                length <= model.maxPromptChars(),
                text,
                ErrorCode.INVALID_PROMPT,
                "the " + what + " may have " + model.maxPromptChars() + " characters, but has ",
                length);
    }

    private static String text(String what, String value, int maxChars) {
        boolean valid =
                value.length() <= maxChars && value.chars().noneMatch(Character::isISOControl);
        return require(
                valid,
                value,
                ErrorCode.INVALID_FIELD,
                "the "
                        + what
                        + " must have at most "
                        + maxChars
                        + " characters and no control characters, not ",
                value);
    }

    static <T> T require(boolean valid, T value, ErrorCode code, String expectation, Object bad) {
        if (!valid) {
            throw new InvalidRequestException(code, expectation + shown(bad));
        }
        return value;
    }

    /**
     * The size of a picture.
     *
     * @param width in pixels
     * @param height in pixels
     */
    public record Size(int width, int height) {

        /** Returns the size as requests spell it. */
        String text() {
            return width + "x" + height;
        }
    }
}
