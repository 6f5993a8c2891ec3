package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.RequestRules;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextRules;
import io.omniflow.core.request.TextSampling;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.TextOptions;

/** Reads what a request asks to write, by the rules of a language model. */
final class TextParamsReader {

    private final String model;
    private final boolean withPictures;
    private final RequestRules rules;
    private final TextRules texts;

    /**
     * Reads by the rules of a model.
     *
     * @param withPictures whether the fields of pictures are for a later stage
     */
    TextParamsReader(ModelSpec model, TextLimits limits, boolean withPictures) {
        this.model = model.name();
        this.withPictures = withPictures;
        rules = new RequestRules(model);
        texts = new TextRules(limits);
    }

    /**
     * Returns the first text of a request.
     *
     * @throws InvalidRequestException if a field breaks a rule, or is one of pictures
     */
    TextParams read(GenerationRequest request, String id) {
        if (!withPictures) {
            refusePictureFields(request);
        }
        TextOptions options = request.getText();
        return new TextParams(
                rules.prompt(request.getPrompt()),
                texts.maxTokens(options.hasMaxTokens() ? options.getMaxTokens() : null),
                sampling(options),
                request.hasSeed() ? request.getSeed() : Fingerprint.seedOf(id),
                TextRules.stops(options.getStopList()),
                texts.stopIds(options.getStopTokenIdsList()),
                options.getIgnoreEos());
    }

    private TextSampling sampling(TextOptions options) {
        return new TextSampling(
                texts.temperature(options.hasTemperature() ? options.getTemperature() : null),
                texts.topK(options.hasTopK() ? options.getTopK() : null),
                texts.topP(options.hasTopP() ? options.getTopP() : null),
                texts.minP(options.hasMinP() ? options.getMinP() : null),
                texts.repetitionPenalty(
                        options.hasRepetitionPenalty() ? options.getRepetitionPenalty() : null),
                TextRules.penalty(
                        "presence_penalty",
                        options.hasPresencePenalty() ? options.getPresencePenalty() : null),
                TextRules.penalty(
                        "frequency_penalty",
                        options.hasFrequencyPenalty() ? options.getFrequencyPenalty() : null),
                TextRules.logprobs(options.hasLogprobs() ? options.getLogprobs() : null));
    }

    private void refusePictureFields(GenerationRequest request) {
        refuse(!request.getNegativePrompt().isEmpty(), "negative_prompt");
        refuse(!request.getSize().isEmpty(), "size");
        refuse(request.hasNumInferenceSteps(), "num_inference_steps");
        refuse(request.hasGuidanceScale(), "guidance_scale");
        refuse(!request.getOutputFormat().isEmpty(), "output_format");
        refuse(request.hasImage(), "image");
        refuse(request.hasStrength(), "strength");
        refuse(!request.getScheduler().isEmpty(), "scheduler");
        refuse(!request.getQuality().isEmpty(), "quality");
        refuse(request.getCache().hasStep(), "cache.step");
        refuse(request.getCache().getSimilarity() != 0, "cache.similarity");
    }

    private void refuse(boolean present, String field) {
        if (present) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "the field '" + field + "' is for pictures, but '" + model + "' writes texts");
        }
    }
}
