package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws decibels over evaluations, the worst twentieth on the left, the mean on the right: of each
 * cache the settings that no cheaper one equals.
 */
final class FiguresPlot {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 460;

    private static final Color INK = new Color(0x2b2b2b);
    private static final Color GRID = new Color(0xe4e4e0);

    /** Colours that people with any colour vision tell apart (Okabe and Ito). */
    private static final List<Color> COLOURS =
            List.of(
                    new Color(0x0072b2),
                    new Color(0xd55e00),
                    new Color(0x009e73),
                    new Color(0xcc79a7),
                    new Color(0xe69f00),
                    new Color(0x56b4e9));

    private static final List<Color> GREYS =
            List.of(new Color(0x2b2b2b), new Color(0x777777), new Color(0xaaaaaa));

    private FiguresPlot() {}

    static void write(StepCacheFigures all, Path file) {
        List<XYChart> charts =
                List.of(
                        chart(all, "worst twentieth (5th percentile)", Figures::psnrP5),
                        chart(all, "mean", Figures::psnrMean));
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(charts, 1, 2, out, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write plot " + file, e);
        }
    }

    private static XYChart chart(
            StepCacheFigures all, String title, ToDoubleFunction<Figures> decibels) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title("PSNR: " + title)
                        .xAxisTitle("block evaluations ÷ those of " + all.plan().steps() + " steps")
                        .yAxisTitle("dB against all steps computed")
                        .build();
        style(chart.getStyler());
        int grey = 0;
        for (Map.Entry<String, List<Figures>> line : samplers(all).entrySet()) {
            add(chart, line.getKey(), line.getValue(), decibels)
                    .setMarker(SeriesMarkers.NONE)
                    .setLineColor(GREYS.get(grey++ % GREYS.size()))
                    .setLineStyle(dashed());
        }
        int colour = 0;
        for (Map.Entry<String, List<Figures>> line : caches(all).entrySet()) {
            Color its = COLOURS.get(colour++ % COLOURS.size());
            add(chart, line.getKey(), front(line.getValue(), decibels), decibels)
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(its)
                    .setLineColor(its)
                    .setLineStyle(new BasicStroke(1.6f));
        }
        return chart;
    }

    /** Returns the settings that no cheaper one equals: the Pareto front. */
    private static List<Figures> front(List<Figures> figures, ToDoubleFunction<Figures> decibels) {
        List<Figures> ordered = new ArrayList<>(figures);
        ordered.sort(
                Comparator.comparingDouble(Figures::evaluations)
                        .thenComparing(Comparator.comparingDouble(decibels).reversed()));
        List<Figures> front = new ArrayList<>();
        for (Figures point : ordered) {
            boolean better =
                    front.isEmpty()
                            || decibels.applyAsDouble(point)
                                    > decibels.applyAsDouble(front.get(front.size() - 1));
            if (better) {
                front.add(point);
            }
        }
        return front;
    }

    private static XYSeries add(
            XYChart chart, String name, List<Figures> figures, ToDoubleFunction<Figures> decibels) {
        List<Figures> ordered = new ArrayList<>(figures);
        ordered.sort(Comparator.comparingDouble(Figures::evaluations));
        return chart.addSeries(
                name,
                ordered.stream().mapToDouble(Figures::evaluations).toArray(),
                ordered.stream().mapToDouble(decibels).toArray());
    }

    private static Map<String, List<Figures>> samplers(StepCacheFigures all) {
        Map<String, List<Figures>> lines = new LinkedHashMap<>();
        for (StepCacheFigures.SamplerPoint point : all.samplers()) {
            lines.computeIfAbsent(
                            point.setting().scheduler().replace("Scheduler", ""),
                            name -> new ArrayList<>())
                    .add(point.figures());
        }
        return lines;
    }

    private static Map<String, List<Figures>> caches(StepCacheFigures all) {
        Map<String, List<Figures>> lines = new LinkedHashMap<>();
        for (CachePoint point : all.caches()) {
            lines.computeIfAbsent(
                            point.setting().stepCache().kind().text(), name -> new ArrayList<>())
                    .add(point.figures());
        }
        return lines;
    }

    private static BasicStroke dashed() {
        return new BasicStroke(
                1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {6f, 4f}, 0f);
    }

    private static void style(XYStyler styler) {
        styler.setXAxisMin(0.0)
                .setXAxisMax(1.0)
                .setXAxisDecimalPattern("0.0")
                .setYAxisDecimalPattern("#")
                .setPlotGridLinesColor(GRID)
                .setAxisTickLabelsFont(font(Font.PLAIN, 12))
                .setAxisTitleFont(font(Font.PLAIN, 12))
                .setMarkerSize(6);
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartTitleFont(font(Font.BOLD, 14))
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendPosition(LegendPosition.InsideSE)
                .setLegendBorderColor(GRID)
                .setPlotBorderColor(GRID)
                .setAntiAlias(true);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
