package io.omniflow.job.bench.stepcache;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.calibration.MeasuredModel;
import io.omniflow.engine.calibration.Setting;
import io.omniflow.engine.image.PictureQuality;
import io.omniflow.job.picture.ContactSheet;
import io.omniflow.job.picture.ContactSheet.Cell;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the same pictures at every quality level of a model, a row for each level. */
public final class LevelSheet {

    private static final int PICTURES = 4;

    private LevelSheet() {}

    /** Paints the first pictures of a bench, on this thread. */
    public static BufferedImage paint(BenchPlan plan) {
        ModelBundle facts = ModelBundle.inspect(plan.bundle());
        List<GenerationParams> all = Prompts.forBench(facts, plan).pictures();
        List<GenerationParams> few = all.subList(0, Math.min(PICTURES, all.size()));
        List<Cell> cells = new ArrayList<>();
        try (MeasuredModel model = MeasuredModel.load(plan.bundle(), facts)) {
            List<BufferedImage> exact = List.of();
            for (Map.Entry<String, StepCacheSpec> level : facts.quality().levels().entrySet()) {
                Setting setting = new Setting("", plan.steps(), level.getValue());
                List<BufferedImage> painted = model.paint(setting, few);
                exact = exact.isEmpty() ? painted : exact;
                for (int i = 0; i < few.size(); i++) {
                    String caption =
                            caption(few.get(i), level.getKey(), exact.get(i), painted.get(i));
                    cells.add(new Cell(painted.get(i), caption));
                }
            }
        }
        return ContactSheet.draw(cells);
    }

    private static String caption(
            GenerationParams picture, String level, BufferedImage exact, BufferedImage painted) {
        if (exact == painted) {
            return level + ": " + picture.prompt();
        }
        return String.format(
                Locale.ROOT, "%s: %.1f dB", level, PictureQuality.psnr(exact, painted));
    }
}
