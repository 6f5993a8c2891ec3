package io.omniflow.job.bench.dataflow;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the bench of the dataflow measured.
 *
 * @param figures in the order of their measurement
 */
public record DataflowResult(List<Figure> figures) {

    /** Copies the figures. */
    public DataflowResult {
        figures = List.copyOf(figures);
    }

    /** Returns the figures as one line of JSON. */
    public String toJson() {
        return figures.stream()
                .map(
                        figure ->
                                String.format(
                                        Locale.ROOT, "\"%s\":%.3f", figure.key(), figure.value()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * One figure.
     *
     * @param key what it is; ends in {@code _events} if progress events were on
     * @param value requests a second or milliseconds, as the key says
     */
    public record Figure(String key, double value) {}
}
