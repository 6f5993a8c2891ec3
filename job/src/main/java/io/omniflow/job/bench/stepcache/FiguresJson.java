package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import io.omniflow.engine.calibration.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as JSON: three decimals, and null for what does not exist. */
final class FiguresJson {

    private FiguresJson() {}

    static Map<String, @Nullable Object> of(StepCacheFigures all) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        CachePoint best = all.best().orElse(null);
        boolean judged = all.workload().judged();
        json.put("best", best == null ? null : name(best.setting()));
        json.put("evaluations_ratio", best == null ? null : round(best.figures().evaluations()));
        json.put("wall_ratio", best == null ? null : round(best.figures().time()));
        json.put("gain_db_mean", best == null ? null : round(best.gainMean()));
        json.put("gain_db_p5", best == null ? null : round(best.gainP5()));
        json.put("checker_drop_points", best == null || !judged ? null : round(best.checkerDrop()));
        json.put("steps", all.plan().steps());
        json.put("pictures", all.workload().pictures().size());
        json.put("checker_pct", judged ? round(100 * all.full().accepted()) : null);
        json.put("points", all.caches().stream().map(point -> of(point, judged)).toList());
        json.put("samplers", samplers(all, judged));
        return json;
    }

    private static List<Map<String, @Nullable Object>> samplers(
            StepCacheFigures all, boolean judged) {
        return all.samplers().stream()
                .map(
                        point -> {
                            Map<String, @Nullable Object> json = new LinkedHashMap<>();
                            json.put("sampler", point.setting().scheduler());
                            json.put("steps", point.setting().steps());
                            json.putAll(of(point.figures(), judged));
                            return json;
                        })
                .toList();
    }

    private static Map<String, @Nullable Object> of(CachePoint point, boolean judged) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("policy", point.setting().stepCache().kind().text());
        json.put("setting", point.setting().cacheText());
        json.putAll(of(point.figures(), judged));
        json.put("gain_db_mean", round(point.gainMean()));
        json.put("gain_db_p5", round(point.gainP5()));
        json.put("checker_drop_points", judged ? round(point.checkerDrop()) : null);
        return json;
    }

    private static Map<String, @Nullable Object> of(Figures figures, boolean judged) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("evaluations_ratio", round(figures.evaluations()));
        json.put("wall_ratio", round(figures.time()));
        json.put("psnr_mean", round(figures.psnrMean()));
        json.put("psnr_p5", round(figures.psnrP5()));
        json.put("ssim", round(figures.ssim()));
        json.put("checker_pct", judged ? round(100 * figures.accepted()) : null);
        return json;
    }

    static String name(Setting setting) {
        return setting.stepCache().kind().text() + " " + setting.cacheText();
    }

    private static @Nullable Double round(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : null;
    }
}
