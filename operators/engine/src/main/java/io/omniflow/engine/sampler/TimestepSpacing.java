package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Arrays;
import java.util.Locale;

/** How the timesteps of the training are thinned out, by the names of diffusers. */
enum TimestepSpacing {
    /** Evenly from the last timestep to the first. */
    LINSPACE,
    /** Multiples of a whole stride, which leave out the last timesteps. */
    LEADING,
    /** Evenly from the last timestep, which leaves out the first ones. */
    TRAILING;

    /** Reads {@code timestep_spacing}; the first of the names is the default. */
    static TimestepSpacing read(ConfigFile file, String... names) {
        return valueOf(file.choice("timestep_spacing", names).toUpperCase(Locale.ROOT));
    }

    /**
     * Returns descending timesteps that may include 0, as DDIM takes them.
     *
     * @param trained number of timesteps of the training
     * @param offset added to leading timesteps
     */
    int[] withZero(int trained, int steps, int offset) {
        int[] timesteps = new int[steps];
        int stride = trained / steps;
        double gap = steps > 1 ? (trained - 1.0) / (steps - 1) : 0;
        Arrays.setAll(
                timesteps,
                i ->
                        switch (this) {
                            case LINSPACE -> point(steps - 1 - i, steps - 1, gap, trained - 1);
                            case LEADING -> (steps - 1 - i) * stride + offset;
                            case TRAILING -> trailing(i, trained, (double) trained / steps);
                        });
        return timesteps;
    }

    /**
     * Returns descending timesteps without the one that a last step would end on, as the multistep
     * solvers take them.
     *
     * @param trained number of timesteps of the training
     * @param usable number of those that may be taken, counted from the first
     * @param offset added to leading timesteps
     */
    int[] withoutZero(int trained, int usable, int steps, int offset) {
        int stride = usable / (steps + 1);
        double gap = (usable - 1.0) / steps;
        double ratio = (double) trained / steps;
        int count = this == TRAILING ? Math.min(steps, (int) Math.ceil(usable / ratio)) : steps;
        int[] timesteps = new int[count];
        Arrays.setAll(
                timesteps,
                i ->
                        switch (this) {
                            case LINSPACE -> point(steps - i, steps, gap, usable - 1);
                            case LEADING -> (steps - i) * stride + offset;
                            case TRAILING -> trailing(i, usable, ratio);
                        });
        return timesteps;
    }

    private static int point(int index, int last, double gap, int end) {
        return index == last && index > 0 ? end : (int) Math.rint(index * gap);
    }

    /**
     * Rounds down from the top by a stride that need not be whole. The reference sometimes gets one
     * timestep more, at -1, where the strides do not quite add up; that one is not taken.
     */
    private static int trailing(int index, int from, double ratio) {
        double stride = (from - ratio) - from;
        return (int) Math.rint(from + index * stride) - 1;
    }
}
