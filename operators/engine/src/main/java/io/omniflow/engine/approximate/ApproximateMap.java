package io.omniflow.engine.approximate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code omniflow calibrate --approximate} found out about one model: the file {@code
 * approximate_cache.json} at the root of its bundle. Immutable.
 *
 * @param date day of the measurement, such as {@code 2026-11-23}
 * @param conditions how it was measured; {@link Conditions#NONE} if it was not
 * @param mostDisagreement largest disagreement of two prompts, as {@link
 *     io.omniflow.engine.sd3.Sd3StepModel} measures it, at which one may start from the other's
 *     picture
 * @param floors how much may be skipped from which similarity on, in ascending order of both
 */
public record ApproximateMap(
        String date, Conditions conditions, double mostDisagreement, List<Floor> floors) {

    /** Name of the file in a bundle. */
    public static final String FILE = "approximate_cache.json";

    /** Nothing was measured: nothing is skipped. */
    public static final ApproximateMap NONE = new ApproximateMap("", Conditions.NONE, 0, List.of());

    /**
     * How the floors were measured.
     *
     * @param scheduler class name of the sampler
     * @param steps number of inference steps
     * @param guidanceScale classifier-free guidance
     * @param pairs number of pairs of prompts that were judged
     * @param bound largest loss that was allowed, in points of the judge's score
     * @param judge who judged
     */
    public record Conditions(
            String scheduler,
            int steps,
            double guidanceScale,
            int pairs,
            double bound,
            String judge) {

        /** Of what was not measured. */
        public static final Conditions NONE = new Conditions("", 0, 0, 0, 0, "");
    }

    /**
     * What a similarity is worth.
     *
     * @param similarity least cosine of the pooled embeddings of both prompts, in (0, 1]
     * @param share share of the steps that is skipped, in (0, 1)
     * @param loss how much the judge's score fell, in points
     * @param diversity distance from the neighbour's picture as a share of that of full runs
     */
    public record Floor(double similarity, double share, double loss, double diversity) {

        /** Checks the ranges. */
        public Floor {
            if (!(similarity > 0 && similarity <= 1) || !(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "a similarity above 0 and up to 1 skips a share between 0 and 1, not "
                                + similarity
                                + " and "
                                + share);
            }
        }
    }

    /** Copies the floors and checks their order. */
    public ApproximateMap {
        floors = List.copyOf(floors);
        for (int i = 1; i < floors.size(); i++) {
            if (floors.get(i).similarity() <= floors.get(i - 1).similarity()
                    || floors.get(i).share() < floors.get(i - 1).share()) {
                throw new IllegalArgumentException(
                        "the floors must ascend in similarity and never descend in share");
            }
        }
        if (!(mostDisagreement >= 0)) {
            throw new IllegalArgumentException(
                    "the largest disagreement must not be negative: " + mostDisagreement);
        }
    }

    /**
     * Reads the map of a bundle; {@link #NONE} where there is none.
     *
     * @param bundle directory of the bundle
     * @throws io.omniflow.core.error.InvalidModelException if the file is malformed; the message
     *     names the file and the field
     */
    public static ApproximateMap of(Path bundle) {
        Path file = bundle.resolve(FILE);
        return Files.exists(file) ? ApproximateMapReader.read(file) : NONE;
    }

    /** Tells whether any similarity is worth anything. */
    public boolean isEmpty() {
        return floors.isEmpty();
    }

    /** Returns the least similarity that is worth anything; above 1 if there is none. */
    public double least() {
        return floors.isEmpty() ? 2 : floors.get(0).similarity();
    }

    /**
     * Returns how many steps a similarity spares.
     *
     * @param steps number of steps of the full run
     * @return less than the steps; 0 if it is not near enough
     */
    public int steps(double similarity, int steps) {
        double share = 0;
        for (Floor floor : floors) {
            share = similarity >= floor.similarity() ? floor.share() : share;
        }
        return Math.min(steps - 1, (int) Math.floor(share * steps + 1e-9));
    }
}
