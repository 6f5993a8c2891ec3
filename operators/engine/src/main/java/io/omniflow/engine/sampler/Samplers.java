package io.omniflow.engine.sampler;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The samplers of a bundle: its own, and those that can solve the same equation. A bundle of a
 * rectified flow with the usual noise levels can also be sampled by the multistep solvers, as users
 * of diffusers do with {@code from_config(..., use_flow_sigmas=True, flow_shift=shift,
 * prediction_type="flow_prediction")}. Immutable.
 */
public final class Samplers {

    private final List<Sampler> available;

    private Samplers(List<Sampler> available) {
        this.available = List.copyOf(available);
    }

    /**
     * Reads {@code scheduler/scheduler_config.json}.
     *
     * @throws io.omniflow.core.error.InvalidModelException if the file is malformed, or names a
     *     sampler or sets an option that is not supported; the message names it
     */
    public static Samplers read(ConfigFile file) {
        String type = file.has("_class_name") ? file.text("_class_name") : "";
        return switch (type) {
            case FlowMatchEulerDiscreteScheduler.NAME ->
                    of(FlowMatchEulerDiscreteScheduler.read(file));
            case DDIMScheduler.NAME -> new Samplers(List.of(DDIMScheduler.read(file)));
            case DPMSolverMultistepScheduler.NAME ->
                    new Samplers(List.of(DPMSolverMultistepScheduler.read(file)));
            case UniPCMultistepScheduler.NAME ->
                    new Samplers(List.of(UniPCMultistepScheduler.read(file)));
            default -> throw file.invalid("'_class_name' is not supported: " + type);
        };
    }

    /** Returns the class names, the bundle's own first. */
    public List<String> names() {
        return available.stream().map(Sampler::name).toList();
    }

    /**
     * Returns a sampler.
     *
     * @param name its class name; empty for the bundle's own
     * @throws InvalidRequestException if this bundle cannot be sampled so
     */
    public Sampler get(String name) {
        if (name.isEmpty()) {
            return available.get(0);
        }
        return available.stream()
                .filter(sampler -> sampler.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidRequestException(
                                        ErrorCode.INVALID_FIELD,
                                        "scheduler is " + name + ", expected one of " + names()));
    }

    private static Samplers of(FlowMatchEulerDiscreteScheduler own) {
        List<Sampler> all = new ArrayList<>(List.of(own));
        all.addAll(own.multistep());
        return new Samplers(all);
    }
}
