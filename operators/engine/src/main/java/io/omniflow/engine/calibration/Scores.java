package io.omniflow.engine.calibration;

import io.omniflow.engine.image.PictureQuality;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects what one setting yields, picture by picture. */
final class Scores {

    private static final double WORST_SHARE = 0.05;

    private final List<Double> psnr = new ArrayList<>();
    private double ssim;
    private double effort;
    private long nanos;
    private int accepted;

    /** Adds a batch, whose first picture has an index among all pictures. */
    void add(Painted reference, Painted painted, int first, PictureJudge judge) {
        for (int i = 0; i < painted.pictures().size(); i++) {
            BufferedImage picture = painted.pictures().get(i);
            PictureQuality quality = PictureQuality.of(reference.pictures().get(i), picture);
            psnr.add(quality.psnr());
            ssim += quality.ssim();
            effort += painted.efforts().get(i);
            accepted += judge.accepts(first + i, picture) ? 1 : 0;
        }
        nanos += painted.nanos();
    }

    Figures relativeTo(Scores reference) {
        int count = psnr.size();
        double mean = psnr.stream().mapToDouble(Double::doubleValue).sum() / count;
        return new Figures(
                effort / reference.effort,
                (double) nanos / reference.nanos,
                mean,
                worst(),
                ssim / count,
                (double) accepted / count);
    }

    private double worst() {
        List<Double> sorted = new ArrayList<>(psnr);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(WORST_SHARE * sorted.size()) - 1));
    }
}
