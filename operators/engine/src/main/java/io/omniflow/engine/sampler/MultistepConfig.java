package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.HashSet;
import java.util.Set;

/**
 * What the multistep solvers have in common.
 *
 * @param betas the training's noise, where it preserves variance
 * @param spacing how timesteps are chosen
 * @param offset added to leading timesteps
 * @param prediction what the model predicts
 * @param order how many predictions a step combines at most
 * @param lowerOrderFinal whether the last steps combine fewer
 * @param endsClean whether the last step ends without noise, else at the least noise of the
 *     training
 * @param sigmas how noise levels are chosen
 * @param flow whether the model is a rectified flow
 * @param shift how a flow's levels are moved
 */
record MultistepConfig(
        BetaSchedule betas,
        TimestepSpacing spacing,
        int offset,
        PredictionType prediction,
        int order,
        boolean lowerOrderFinal,
        boolean endsClean,
        SigmaSpacing sigmas,
        boolean flow,
        FlowShift shift) {

    /** What the pipeline of this family takes where a multistep solver's file says nothing. */
    private static final double MAX_SHIFT = 1.16;

    private static final int MAX_ORDER = 3;

    private static final Set<String> FIELDS =
            Set.of(
                    "solver_order",
                    "prediction_type",
                    "thresholding",
                    "dynamic_thresholding_ratio",
                    "sample_max_value",
                    "solver_type",
                    "lower_order_final",
                    "use_karras_sigmas",
                    "use_exponential_sigmas",
                    "use_beta_sigmas",
                    "use_flow_sigmas",
                    "flow_shift",
                    "final_sigmas_type",
                    "timestep_spacing",
                    "steps_offset",
                    // Left over by conversion from a flow's scheduler.
                    "shift",
                    "invert_sigmas",
                    "stochastic_sampling");

    /**
     * Reads the common fields and refuses what neither they nor the own fields are.
     *
     * @param own the fields that the solver reads itself
     */
    static MultistepConfig read(ConfigFile file, Set<String> own) {
        Set<String> known = new HashSet<>(FIELDS);
        known.addAll(BetaSchedule.KNOWN);
        known.addAll(FlowShift.KNOWN);
        known.addAll(own);
        file.refuseOthers(known);
        file.refuse("thresholding");
        file.refuse("use_exponential_sigmas");
        file.refuse("invert_sigmas");
        file.refuse("stochastic_sampling");
        MultistepConfig config =
                new MultistepConfig(
                        BetaSchedule.read(file),
                        TimestepSpacing.read(file, "linspace", "leading", "trailing"),
                        file.whole("steps_offset"),
                        PredictionType.read(
                                file, "epsilon", "sample", "v_prediction", "flow_prediction"),
                        file.positive("solver_order", 2),
                        file.flag("lower_order_final", true),
                        file.choice("final_sigmas_type", "zero", "sigma_min").equals("zero"),
                        SigmaSpacing.read(file),
                        file.flag("use_flow_sigmas", false),
                        FlowShift.read(file, "flow_shift", MAX_SHIFT));
        config.check(file);
        return config;
    }

    /** Returns what {@code from_config} with flow sigmas makes of a flow's scheduler. */
    static MultistepConfig flow(int timesteps, FlowShift shift) {
        return new MultistepConfig(
                new BetaSchedule(timesteps, 1e-4, 0.02, BetaSchedule.Form.LINEAR, false),
                TimestepSpacing.LINSPACE,
                0,
                PredictionType.FLOW_PREDICTION,
                2,
                true,
                true,
                SigmaSpacing.DEFAULT,
                true,
                shift);
    }

    private void check(ConfigFile file) {
        if (order > MAX_ORDER) {
            throw file.invalid("'solver_order' is not supported: " + order);
        }
        if (flow != (prediction == PredictionType.FLOW_PREDICTION)) {
            throw file.invalid(
                    "'use_flow_sigmas' is not supported without 'prediction_type'"
                            + " flow_prediction, nor that without it");
        }
        if (shift.dynamic() && !flow) {
            throw file.invalid("'use_dynamic_shifting' is not supported without flow sigmas");
        }
        if (flow && sigmas != SigmaSpacing.DEFAULT) {
            throw file.invalid("'use_flow_sigmas' is not supported with other spacings of sigmas");
        }
    }

    /** Returns the levels of a flow before any shift, the last of which is that of no step. */
    double[] flowLevels(int steps) {
        return SigmaSpacing.line(1, 1.0 / betas.timesteps(), steps + 1);
    }
}
