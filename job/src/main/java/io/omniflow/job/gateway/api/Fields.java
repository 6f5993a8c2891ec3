package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Caller;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The parameters that are fields of requests; what they mean is the request's own contract. */
final class Fields {

    static final Field MODEL =
            Field.of(
                    "model",
                    Kind.TEXT,
                    (r, v) -> r.setModel(v.textValue()),
                    "Name of a model or pipeline. Left out: the first that fits.");

    static final Field PROMPT =
            Field.of(
                    "prompt", Kind.TEXT, (r, v) -> r.setPrompt(v.textValue()), "What to generate.");

    /** What OpenAI calls labels of a chat. */
    static final Field METADATA =
            Field.of("metadata", Kind.LABELS, Fields::labels, "Another name of labels.");

    /** A hint that nothing here needs. */
    static final Field CACHE_KEY =
            Field.of(
                    "prompt_cache_key",
                    Kind.TEXT,
                    (r, v) -> {},
                    "A hint for caches that changes nothing: equal prompts are found anyway.");

    /** For every kind of request. */
    static final List<Field> COMMON =
            List.of(
                    Field.of("n", Kind.INTEGER, (r, v) -> r.setN(v.intValue()), "How many; 1."),
                    Field.of(
                            "seed",
                            Kind.LONG,
                            (r, v) -> r.setSeed(v.longValue()),
                            "Seed of the first; the one with index i uses seed + i. Left out:"
                                    + " derived from the request's id, and told in the answer."),
                    new Field(
                            Parameter.choice(
                                    "priority",
                                    Caller.ALL_PRIORITIES,
                                    "Class in which the request waits; normal. An extension."),
                            (r, v) -> r.setPriority(priority(v.textValue()))),
                    Field.of(
                            "deadline_ms",
                            Kind.LONG,
                            (r, v) -> r.setDeadlineMs(v.longValue()),
                            "When the answer ceases to be of use, in milliseconds since the Unix"
                                    + " epoch. An extension."),
                    Field.of(
                            "tenant",
                            Kind.TEXT,
                            (r, v) -> r.setTenant(v.textValue()),
                            "Who asks. Where keys are used, no other than the key's own. An"
                                    + " extension."),
                    Field.of(
                            "user",
                            Kind.TEXT,
                            (r, v) -> r.setUser(v.textValue()),
                            "End user, for your own records. It changes nothing."),
                    Field.of(
                            "safety_identifier",
                            Kind.TEXT,
                            (r, v) -> r.setUser(v.textValue()),
                            "Another name of user."),
                    Field.of(
                            "labels",
                            Kind.LABELS,
                            Fields::labels,
                            "Free labels, for your own records. They change nothing. An"
                                    + " extension."),
                    Field.of(
                            "cache",
                            Kind.OBJECT,
                            Fields::cache,
                            "How caches are used: CacheOptions of the request's schema. An"
                                    + " extension."));

    /** For pictures. */
    static final List<Field> IMAGE =
            List.of(
                    Field.of(
                            "size",
                            Kind.TEXT,
                            (r, v) -> r.setSize(v.textValue()),
                            "WIDTHxHEIGHT in pixels, or auto; auto."),
                    Field.of(
                            "quality",
                            Kind.TEXT,
                            (r, v) -> r.setQuality(quality(v.textValue())),
                            "A quality level of the model, or auto; auto."),
                    new Field(
                            Parameter.choice(
                                    "output_format", List.of("png"), "Format of the pictures."),
                            (r, v) -> r.setOutputFormat(v.textValue())),
                    Field.of(
                            "negative_prompt",
                            Kind.TEXT,
                            (r, v) -> r.setNegativePrompt(v.textValue()),
                            "What to avoid. An extension."),
                    Field.of(
                            "num_inference_steps",
                            Kind.INTEGER,
                            (r, v) -> r.setNumInferenceSteps(v.intValue()),
                            "Number of denoising steps. An extension."),
                    Field.of(
                            "guidance_scale",
                            Kind.NUMBER,
                            (r, v) -> r.setGuidanceScale(v.doubleValue()),
                            "Scale of classifier-free guidance. An extension."),
                    Field.of(
                            "scheduler",
                            Kind.TEXT,
                            (r, v) -> r.setScheduler(v.textValue()),
                            "Class name of the sampler. An extension."),
                    Field.of(
                            "image",
                            Kind.TEXT,
                            Fields::image,
                            "Picture to start from, PNG or JPEG in base64. An extension."),
                    Field.of(
                            "strength",
                            Kind.NUMBER,
                            (r, v) -> r.setStrength(v.doubleValue()),
                            "Share of that picture that is given up for noise. An extension."));

    /** How many previews of each picture. */
    static final Field PREVIEWS =
            Field.of(
                    "partial_images",
                    Kind.INTEGER,
                    (r, v) -> r.setPartialImages(previews(v.intValue())),
                    "Previews of each picture while it is made, from 0 to 3; 0. One of few steps"
                            + " has fewer, one that a cache has none.");

    private Fields() {}

    private static int previews(int wanted) {
        if (wanted < 0 || wanted > 3) {
            throw ApiException.invalid(
                    "partial_images", "invalid_value", "partial_images is 0 to 3, not " + wanted);
        }
        return wanted;
    }

    /** Returns the parameters of fields, and others. */
    static List<Parameter> parameters(List<Field> fields, Parameter... others) {
        return parameters(fields, List.of(), others);
    }

    /** Returns the parameters of fields, and others. */
    static List<Parameter> parameters(
            List<Field> fields, List<Neutral> neutral, Parameter... others) {
        return Stream.of(
                        fields.stream().map(Field::parameter),
                        neutral.stream().map(Neutral::parameter),
                        Stream.of(others))
                .flatMap(each -> each)
                .toList();
    }

    /** Puts the arguments into a request, and the caller's tenant. */
    static void fill(
            GenerationRequest.Builder request,
            List<Field> fields,
            Arguments arguments,
            Caller caller) {
        for (Field field : fields) {
            arguments
                    .get(field.parameter().name())
                    .ifPresent(value -> field.put().accept(request, value));
        }
        if (caller.seesAll()) {
            return;
        }
        if (arguments.get("tenant").isPresent() && !caller.sees(request.getTenant())) {
            throw ApiException.forbidden(
                    "tenant", "the key is of another tenant than '" + request.getTenant() + "'");
        }
        String priority = arguments.text("priority", "normal");
        if (!caller.priorities().contains(priority)) {
            throw ApiException.forbidden(
                    "priority",
                    "the key may ask for " + caller.priorities() + ", not for " + priority);
        }
        request.setTenant(caller.tenant());
    }

    private static Priority priority(String name) {
        return Priority.valueOf("PRIORITY_" + name.toUpperCase(Locale.ROOT));
    }

    private static String quality(String level) {
        return level.equals("auto") ? "" : level;
    }

    private static void labels(GenerationRequest.Builder request, JsonNode labels) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            request.putLabels(label.getKey(), label.getValue().textValue());
        }
    }

    private static void cache(GenerationRequest.Builder request, JsonNode options) {
        CacheOptions.Builder cache = CacheOptions.newBuilder();
        try {
            JsonFormat.parser().merge(options.toString(), cache);
        } catch (InvalidProtocolBufferException e) {
            throw ApiException.invalid("cache", "invalid_cache_option", "cache: " + e.getMessage());
        }
        request.setCache(cache);
    }

    private static void image(GenerationRequest.Builder request, JsonNode image) {
        try {
            request.setImage(ByteString.copyFrom(Base64.getDecoder().decode(image.textValue())));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("image", "invalid_image", "image is no base64");
        }
    }
}
