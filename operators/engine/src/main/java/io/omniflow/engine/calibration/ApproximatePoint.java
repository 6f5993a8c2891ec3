package io.omniflow.engine.calibration;

/**
 * What pictures that started from a neighbour of some similarity came to.
 *
 * @param similarity least similarity of them
 * @param share share of the steps that was skipped
 * @param served number of pictures that started from their neighbour
 * @param full the judge's score of full runs of the same prompts and seeds, in points of 100
 * @param started the judge's score of those that started from their neighbour
 * @param held loss on the half that did not choose, in points
 * @param diversity distance from the neighbour's picture as a share of that of full runs
 */
public record ApproximatePoint(
        double similarity,
        double share,
        int served,
        double full,
        double started,
        double held,
        double diversity) {

    /** Returns how much the score fell, in points. */
    public double loss() {
        return full - started;
    }
}
