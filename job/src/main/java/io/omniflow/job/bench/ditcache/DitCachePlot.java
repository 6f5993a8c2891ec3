package io.omniflow.job.bench.ditcache;

import io.omniflow.job.bench.Quantiles;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the distributions of the latencies of hits and generations on the left, and the device time
 * spared beside its ceiling on the right.
 */
final class DitCachePlot {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 420;
    private static final int PERCENT = 100;

    private static final Color INK = new Color(0x2b2b2b);
    private static final Color GRID = new Color(0xe4e4e0);

    /** Colours that people with any colour vision tell apart (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7)
    };

    private DitCachePlot() {}

    static void write(DitCacheFigures all, Path file) {
        List<Chart<?, ?>> charts = List.of(latencies(all.latency()), savings(all.savings()));
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(charts, 1, 2, out, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write plot " + file, e);
        }
    }

    private static XYChart latencies(HitLatency latency) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title("From request to result")
                        .xAxisTitle("milliseconds")
                        .yAxisTitle("% of the requests answered")
                        .build();
        style(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setSeriesColors(COLOURS);
        line(chart, "exact hit", latency.hitMs());
        line(chart, "exact hit, full queue", latency.queuedHitMs());
        line(chart, "generation", latency.generationMs());
        line(chart, "generation, full queue", latency.queuedMs());
        return chart;
    }

    private static void line(XYChart chart, String name, List<Double> ms) {
        Quantiles quantiles = new Quantiles(ms);
        double[] shares = IntStream.rangeClosed(1, PERCENT).asDoubleStream().toArray();
        double[] at = DoubleStream.of(shares).map(share -> quantiles.at(share / PERCENT)).toArray();
        chart.addSeries(name, at, shares).setMarker(SeriesMarkers.NONE);
    }

    private static CategoryChart savings(Savings savings) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title("Device time spared")
                        .yAxisTitle("% of that without a cache")
                        .build();
        style(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setSeriesColors(COLOURS);
        List<String> hits = List.of("exact hits", "approximate hits besides");
        chart.addSeries("steps", hits, List.of(savings.exactPct(), savings.approximatePct()));
        chart.addSeries(
                "processor time of the loop",
                hits,
                List.of(savings.exactLoopPct(), savings.approximateLoopPct()));
        chart.addSeries(
                "ceiling",
                hits,
                List.of(
                        savings.ceiling().exactPct(),
                        savings.ceiling().nearPct(savings.mostStepsShare())));
        return chart;
    }

    private static void style(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setLegendBorderColor(GRID)
                .setPlotBorderColor(GRID)
                .setAntiAlias(true);
    }
}
