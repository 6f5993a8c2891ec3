package io.omniflow.engine.calibration;

import io.omniflow.core.generation.Output;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sums up what pictures of pairs came to, by the similarity of their prompts. */
final class ApproximateTable {

    private static final int POINTS = 100;

    private final ShapePairs pairs;
    private final double[] similarities;
    private final List<BufferedImage> full;
    private final boolean[] right;

    /**
     * Makes a table.
     *
     * @param full outputs of the full runs
     * @param similarities least similarities of the rows, ascending
     */
    ApproximateTable(ShapePairs pairs, List<Output> full, double... similarities) {
        this.pairs = pairs;
        this.similarities = similarities.clone();
        this.full = full.stream().map(ApproximateCalibrator::picture).toList();
        this.right = right(this.full);
    }

    /** Returns a point for each similarity. */
    List<ApproximatePoint> points(double share, List<Output> outputs) {
        List<BufferedImage> pictures =
                outputs.stream().map(ApproximateCalibrator::picture).toList();
        boolean[] good = right(pictures);
        List<ApproximatePoint> points = new ArrayList<>();
        for (int row = 0; row < similarities.length; row++) {
            double least = similarities[row];
            double below = row + 1 < similarities.length ? similarities[row + 1] : 2;
            int[] served =
                    IntStream.range(0, outputs.size())
                            .filter(i -> outputs.get(i).approximation().stepsReused() > 0)
                            .filter(i -> outputs.get(i).approximation().similarity() >= least)
                            .filter(i -> outputs.get(i).approximation().similarity() < below)
                            .toArray();
            int[] held = IntStream.of(served).filter(i -> i / 2 % 2 == 1).toArray();
            points.add(
                    new ApproximatePoint(
                            least,
                            share,
                            served.length,
                            score(right, served),
                            score(good, served),
                            score(right, held) - score(good, held),
                            diversity(pictures, served)));
        }
        return points;
    }

    private boolean[] right(List<BufferedImage> pictures) {
        boolean[] all = new boolean[pictures.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = pairs.isRight(i, pictures.get(i));
        }
        return all;
    }

    private double diversity(List<BufferedImage> pictures, int... served) {
        double now = 0;
        double before = 0;
        for (int i : served) {
            now += distance(pictures.get(i), full.get(i ^ 1));
            before += distance(full.get(i), full.get(i ^ 1));
        }
        return before == 0 ? 0 : now / before;
    }

    private static double score(boolean[] right, int... of) {
        return of.length == 0
                ? 0
                : (double) POINTS * IntStream.of(of).filter(i -> right[i]).count() / of.length;
    }

    /** Root of the mean square of the differences of all channels. */
    private static double distance(BufferedImage a, BufferedImage b) {
        double sum = 0;
        int size = a.getWidth() * a.getHeight();
        for (int i = 0; i < size; i++) {
            int x = a.getRGB(i % a.getWidth(), i / a.getWidth());
            int y = b.getRGB(i % a.getWidth(), i / a.getWidth());
            for (int shift = 0; shift <= 16; shift += 8) {
                int difference = (x >> shift & 0xff) - (y >> shift & 0xff);
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum / (3 * size));
    }
}
