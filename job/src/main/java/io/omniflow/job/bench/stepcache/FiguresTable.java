package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import java.util.Locale;

/** Figures as tables in Markdown, which a terminal shows too. */
final class FiguresTable {

    private final StepCacheFigures all;

    FiguresTable(StepCacheFigures all) {
        this.all = all;
    }

    String text() {
        StringBuilder text = new StringBuilder(head());
        text.append(
                line(
                        "step cache",
                        "setting",
                        "evaluations",
                        "time",
                        "dB mean",
                        "dB p5",
                        "SSIM",
                        "checker %",
                        "gain mean",
                        "gain p5"));
        text.append(rule(10));
        for (CachePoint point : all.caches()) {
            text.append(row(point));
        }
        text.append(
                String.format(
                        "%n%s%s",
                        line(
                                "sampler",
                                "steps",
                                "evaluations",
                                "time",
                                "dB mean",
                                "dB p5",
                                "SSIM",
                                "checker %"),
                        rule(8)));
        for (StepCacheFigures.SamplerPoint point : all.samplers()) {
            text.append(row(point));
        }
        return text.append(verdict()).toString();
    }

    private String head() {
        return String.format(
                Locale.ROOT,
                "%d pictures (%d prompts, %d seeds), %d steps; compared with %d steps of %s%s%n%n",
                all.workload().pictures().size(),
                all.workload().prompts(),
                all.workload().seeds(),
                all.plan().steps(),
                all.reference().steps(),
                all.reference().scheduler(),
                all.workload().judged()
                        ? String.format(
                                Locale.ROOT,
                                ", of which the checker accepts %.1f %%",
                                100 * all.full().accepted())
                        : "");
    }

    private String row(CachePoint point) {
        Figures figures = point.figures();
        return line(
                point.setting().stepCache().kind().text(),
                point.setting().cacheText(),
                share(figures.evaluations()),
                share(figures.time()),
                decibels(figures.psnrMean()),
                decibels(figures.psnrP5()),
                String.format(Locale.ROOT, "%.4f", figures.ssim()),
                checker(figures),
                gain(point.gainMean()),
                gain(point.gainP5()));
    }

    private String row(StepCacheFigures.SamplerPoint point) {
        Figures figures = point.figures();
        return line(
                point.setting().scheduler().replace("Scheduler", ""),
                Integer.toString(point.setting().steps()),
                share(figures.evaluations()),
                share(figures.time()),
                decibels(figures.psnrMean()),
                decibels(figures.psnrP5()),
                String.format(Locale.ROOT, "%.4f", figures.ssim()),
                checker(figures));
    }

    /** Says in words what the tables come to. */
    private String verdict() {
        CachePoint best = all.best().orElse(null);
        if (best == null) {
            return String.format("%nNo setting needs a quarter to a half of the evaluations.%n");
        }
        String sentence =
                best.gainP5() > 0
                        ? "beats fewer steps of the best sampler by %.1f dB in the worst twentieth"
                                + " and %.1f dB in the mean"
                        : "is the best step cache, but fewer steps of the best sampler win: %.1f dB"
                                + " in the worst twentieth, %.1f dB in the mean";
        return String.format(
                Locale.ROOT,
                "%nWith a quarter to a half of the evaluations, %s (%s of them) "
                        + sentence
                        + ".%n",
                FiguresJson.name(best.setting()),
                share(best.figures().evaluations()),
                best.gainP5(),
                best.gainMean());
    }

    private String checker(Figures figures) {
        return all.workload().judged()
                ? String.format(Locale.ROOT, "%.1f", 100 * figures.accepted())
                : "";
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.2f", share);
    }

    private static String decibels(double decibels) {
        return String.format(Locale.ROOT, "%.1f", decibels);
    }

    private static String gain(double decibels) {
        return Double.isFinite(decibels) ? String.format(Locale.ROOT, "%+.1f", decibels) : "";
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |" + System.lineSeparator();
    }

    private static String rule(int columns) {
        return "|" + "---|".repeat(columns) + System.lineSeparator();
    }
}
