package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.ImageRules;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.RequestRules;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.v1.GenerationRequest;

/** Reads what a request asks to generate, by the rules of a model. */
final class ParamsReader {

    private final String model;
    private final boolean withTexts;
    private final RequestRules rules;
    private final ImageRules images;

    /**
     * Reads by the rules of a model.
     *
     * @param withTexts whether the options of texts are for an earlier stage
     */
    ParamsReader(ModelSpec model, boolean withTexts) {
        this.model = model.name();
        this.withTexts = withTexts;
        rules = new RequestRules(model);
        images = new ImageRules(model);
    }

    /**
     * Returns the first image of a request, without its step cache, which depends on the rest.
     *
     * @throws io.omniflow.core.error.InvalidRequestException if a field breaks a rule
     */
    GenerationParams read(GenerationRequest request, String id) {
        if (request.hasText() && !withTexts) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_FIELD,
                    "the field 'text' is for language models, but '" + model + "' makes pictures");
        }
        RequestRules.outputFormat(request.getOutputFormat());
        RequestRules.Size size = rules.size(request.getSize());
        return new GenerationParams(
                rules.prompt(request.getPrompt()),
                rules.negativePrompt(request.getNegativePrompt()),
                size.width(),
                size.height(),
                rules.steps(request.hasNumInferenceSteps() ? request.getNumInferenceSteps() : null),
                rules.guidanceScale(request.hasGuidanceScale() ? request.getGuidanceScale() : null),
                request.hasSeed() ? request.getSeed() : Fingerprint.seedOf(id),
                rules.scheduler(request.getScheduler()),
                StepCacheSpec.OFF,
                init(request, size));
    }

    private InitImage init(GenerationRequest request, RequestRules.Size size) {
        return images.image(
                request.hasImage() ? request.getImage().toByteArray() : null,
                request.hasStrength() ? request.getStrength() : null,
                size);
    }
}
