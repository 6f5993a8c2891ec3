package io.omniflow.job.bench.schedule;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One chart: percent of requests that completed within a multiple of their time alone. */
final class AttainmentChart {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 330;
    private static final int POINTS = 240;
    private static final double MOST = 100;
    private static final List<Double> OBJECTIVES = List.of(1.5, 3.0, 5.0);

    private static final Color INK = new Color(0x2b2b2b);
    private static final Color GRID = new Color(0xe4e4e0);
    private static final Color OBJECTIVE = new Color(0x9a9a94);

    /** Colours that people with any colour vision tell apart (Okabe and Ito). */
    private static final Map<String, Color> COLOURS =
            Map.of(
                    "fifo", new Color(0x777777),
                    "priority", new Color(0x0072b2),
                    "priority-strict", new Color(0x56b4e9),
                    "deadline", new Color(0xe69f00),
                    "fair", new Color(0x009e73),
                    "composed", new Color(0xd55e00));

    private final XYChart chart;

    AttainmentChart(String title) {
        chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle("completion time ÷ time alone")
                        .yAxisTitle("% of requests")
                        .build();
        style(chart.getStyler());
        OBJECTIVES.forEach(this::addObjective);
    }

    XYChart chart() {
        return chart;
    }

    /** Adds the curve of a policy. */
    void add(String policy, List<Outcome> outcomes) {
        double[] multiples = new double[POINTS + 1];
        double[] percents = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            double multiple = Math.pow(MOST, (double) i / POINTS);
            multiples[i] = multiple;
            percents[i] =
                    100.0
                            * outcomes.stream().filter(o -> o.meets(multiple)).count()
                            / Math.max(1, outcomes.size());
        }
        boolean composed = policy.equals(PolicyCase.COMPOSED);
        XYSeries series = chart.addSeries(policy, multiples, percents);
        series.setMarker(SeriesMarkers.NONE)
                .setLineColor(COLOURS.getOrDefault(policy, INK))
                .setLineStyle(new BasicStroke(composed ? 3f : 1.8f));
    }

    private void addObjective(double multiple) {
        XYSeries line =
                chart.addSeries(
                        multiple + " x", new double[] {multiple, multiple}, new double[] {0, 100});
        line.setMarker(SeriesMarkers.NONE)
                .setLineColor(OBJECTIVE)
                .setLineStyle(dashed())
                .setShowInLegend(false);
    }

    private static BasicStroke dashed() {
        return new BasicStroke(
                1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {4f, 4f}, 0f);
    }

    private static void style(XYStyler styler) {
        styler.setXAxisLogarithmic(true)
                .setXAxisMin(1.0)
                .setXAxisMax(MOST)
                .setYAxisMin(0.0)
                .setYAxisMax(100.0)
                .setXAxisDecimalPattern("#")
                .setYAxisDecimalPattern("#")
                .setPlotGridLinesColor(GRID)
                .setPlotGridVerticalLinesVisible(false)
                .setAxisTickLabelsFont(font(Font.PLAIN, 12))
                .setAxisTitleFont(font(Font.PLAIN, 12));
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartTitleFont(font(Font.BOLD, 14))
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setPlotBorderColor(GRID)
                .setAntiAlias(true);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
