package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/**
 * Draws, for each trace, which part of the requests completed within a multiple of their time
 * alone: class high on the left, all on the right; at the highest load that was run.
 */
final class ReportPlot {

    private ReportPlot() {}

    static void write(List<RunFigures> runs, Path file) {
        Map<String, List<RunFigures>> byTrace = new LinkedHashMap<>();
        for (RunFigures run : runs) {
            List<RunFigures> drawn = byTrace.computeIfAbsent(run.trace(), t -> new ArrayList<>());
            if (!drawn.isEmpty() && drawn.get(0).load() < run.load()) {
                drawn.clear();
            }
            if (drawn.isEmpty() || drawn.get(0).load() == run.load()) {
                drawn.add(run);
            }
        }
        List<XYChart> charts =
                byTrace.values().stream().map(ReportPlot::row).flatMap(List::stream).toList();
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(
                    charts, byTrace.size(), 2, out, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new TraceException("cannot write plot " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<XYChart> row(Collection<RunFigures> runs) {
        RunFigures first = runs.iterator().next();
        String where = String.format(Locale.ROOT, "%s, load %.1f", first.trace(), first.load());
        AttainmentChart high = new AttainmentChart(where + ": class high");
        AttainmentChart all = new AttainmentChart(where + ": all requests");
        for (RunFigures run : runs) {
            high.add(run.policy(), RunFigures.of(run.outcomes(), Priority.HIGH));
            all.add(run.policy(), run.outcomes());
        }
        return List.of(high.chart(), all.chart());
    }
}
