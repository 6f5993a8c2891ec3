package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Set;

/**
 * How the noise levels of a rectified flow are moved towards noise, by a fixed amount or by one
 * that grows with the picture.
 *
 * @param shift the fixed amount; 1 moves nothing
 * @param dynamic whether the amount follows the picture instead
 * @param linear whether the dynamic amount is taken as it is rather than its exponential
 * @param bounds what the dynamic amount is between
 * @param terminal the last level is stretched to this; 0 for no stretching
 */
record FlowShift(double shift, boolean dynamic, boolean linear, Bounds bounds, double terminal) {

    /** The fields of a scheduler's configuration that {@link #read} looks at. */
    static final Set<String> KNOWN =
            Set.of(
                    "use_dynamic_shifting",
                    "time_shift_type",
                    "base_shift",
                    "max_shift",
                    "base_image_seq_len",
                    "max_image_seq_len",
                    "shift_terminal");

    /**
     * A straight line of amounts over the number of tokens, which goes on beyond its ends.
     *
     * @param base amount at {@code baseTokens}
     * @param max amount at {@code maxTokens}
     */
    record Bounds(double base, double max, int baseTokens, int maxTokens) {

        /** Returns the amount, in the order of operations of the reference. */
        double at(int tokens) {
            double slope = (max - base) / (maxTokens - baseTokens);
            return tokens * slope + (base - slope * baseTokens);
        }
    }

    /** Returns a fixed shift. */
    static FlowShift fixed(double shift) {
        return new FlowShift(shift, false, false, new Bounds(0.5, 1.15, 256, 4096), 0);
    }

    /**
     * Reads the fields of a scheduler's configuration.
     *
     * @param field name of the fixed amount
     * @param maxShift the largest dynamic amount where the file has none
     */
    static FlowShift read(ConfigFile file, String field, double maxShift) {
        Bounds bounds =
                new Bounds(
                        file.number("base_shift", 0.5),
                        file.number("max_shift", maxShift),
                        file.positive("base_image_seq_len", 256),
                        file.positive("max_image_seq_len", 4096));
        if (bounds.baseTokens == bounds.maxTokens) {
            throw file.invalid("'max_image_seq_len' must not be 'base_image_seq_len'");
        }
        double terminal = file.number("shift_terminal", 0);
        if (terminal < 0 || terminal >= 1) {
            throw file.invalid("'shift_terminal' must be at least 0 and less than 1: " + terminal);
        }
        return new FlowShift(
                file.aboveZero(field, 1),
                file.flag("use_dynamic_shifting", false),
                file.choice("time_shift_type", "exponential", "linear").equals("linear"),
                bounds,
                terminal);
    }

    /** Returns the dynamic amount for a picture. */
    double amount(int tokens) {
        return linear ? bounds.at(tokens) : Math.exp(bounds.at(tokens));
    }

    /**
     * Moves levels.
     *
     * @param levels from most to least noise, in (0, 1]
     * @param tokens number of patches of the picture
     */
    double[] apply(double[] levels, int tokens) {
        double[] moved = new double[levels.length];
        double amount = dynamic ? amount(tokens) : shift;
        for (int i = 0; i < moved.length; i++) {
            double level = levels[i];
            moved[i] =
                    dynamic
                            ? amount / (amount + (1 / level - 1))
                            : amount * level / (1 + (amount - 1) * level);
        }
        return terminal > 0 ? stretch(moved) : moved;
    }

    private double[] stretch(double[] levels) {
        double scale = (1 - levels[levels.length - 1]) / (1 - terminal);
        double[] stretched = new double[levels.length];
        for (int i = 0; i < levels.length; i++) {
            stretched[i] = 1 - (1 - levels[i]) / scale;
        }
        return stretched;
    }
}
