package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares ways to paint the same pictures with one of them. It goes through the pictures in
 * batches and paints each batch in every way before the next, so that a change of the machine's
 * speed meets all alike, and only one batch is held. For the thread of the model.
 */
public final class Comparison {

    /** Pictures that are painted together. */
    public static final int BATCH = 8;

    private final Painter<?> painter;
    private final Setting reference;
    private final List<Setting> settings;

    /** Hears how far the comparison is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Some work is done.
         *
         * @param done units of work done so far
         * @param all units in all
         */
        void show(long done, long all);
    }

    /**
     * What came of it.
     *
     * @param reference figures of the reference, whose shares are 1
     * @param settings figures of the settings, in order
     */
    public record Result(Figures reference, List<Figures> settings) {

        /** Copies the list. */
        public Result {
            settings = List.copyOf(settings);
        }
    }

    /**
     * Prepares a comparison.
     *
     * @param reference what the others are compared with
     */
    Comparison(Painter<?> painter, Setting reference, List<Setting> settings) {
        this.painter = painter;
        this.reference = reference;
        this.settings = List.copyOf(settings);
    }

    /**
     * Paints all pictures in all ways.
     *
     * @param pictures what to paint, of one size; steps, sampler and cache are the settings' matter
     * @throws io.omniflow.core.error.CoreModuleException if a setting cannot be painted
     */
    Result run(List<GenerationParams> pictures, PictureJudge judge, Progress progress) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to paint");
        }
        Scores expected = new Scores();
        List<Scores> scores = new ArrayList<>();
        settings.forEach(setting -> scores.add(new Scores()));
        long perPicture = reference.steps() + settings.stream().mapToLong(Setting::steps).sum();
        long all = perPicture * pictures.size();
        long done = 0;
        warmUp(pictures);
        for (int first = 0; first < pictures.size(); first += BATCH) {
            List<GenerationParams> batch =
                    pictures.subList(first, Math.min(pictures.size(), first + BATCH));
            Painted exact = paint(reference, batch);
            expected.add(exact, exact, first, judge);
            done += (long) reference.steps() * batch.size();
            for (int i = 0; i < settings.size(); i++) {
                progress.show(done, all);
                scores.get(i).add(exact, paint(settings.get(i), batch), first, judge);
                done += (long) settings.get(i).steps() * batch.size();
            }
        }
        progress.show(done, all);
        return new Result(
                expected.relativeTo(expected),
                scores.stream().map(score -> score.relativeTo(expected)).toList());
    }

    /** The first calls of scripts compile them; no setting shall pay for that. */
    private void warmUp(List<GenerationParams> pictures) {
        List<GenerationParams> batch = pictures.subList(0, Math.min(pictures.size(), BATCH));
        paint(reference, batch);
    }

    private Painted paint(Setting setting, List<GenerationParams> pictures) {
        return painter.paint(pictures.stream().map(setting::of).toList());
    }
}
