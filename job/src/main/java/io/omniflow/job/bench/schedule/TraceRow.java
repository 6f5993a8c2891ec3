package io.omniflow.job.bench.schedule;

import io.omniflow.core.request.Priority;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the rows of a trace file. Defaults: arrival at 0, the id {@code line-N}, the common tenant,
 * class normal, model {@code model}, {@value #STEPS} steps, {@value #SIDE} by {@value #SIDE}
 * pixels, one image, {@value #STEP_MS} ms for a step of that size and others in proportion to their
 * pixels, no deadline.
 */
final class TraceRow {

    static final int STEPS = 28;

    static final int SIDE = 1024;

    static final double STEP_MS = 200;

    private static final String MODEL = "model";

    private final Map<TraceColumn, Integer> places;

    private final int width;

    private TraceRow(Map<TraceColumn, Integer> places, int width) {
        this.places = places;
        this.width = width;
    }

    /** Takes the header of a file. */
    static TraceRow ofHeader(String[] header) {
        Map<TraceColumn, Integer> places = new EnumMap<>(TraceColumn.class);
        for (int i = 0; i < header.length; i++) {
            if (places.put(column(header[i]), i) != null) {
                throw new IllegalArgumentException("column " + header[i] + " stands there twice");
            }
        }
        return new TraceRow(places, header.length);
    }

    /** Reads one row. */
    TraceRequest read(String[] cells, int line) {
        if (cells.length != width) {
            throw new IllegalArgumentException(cells.length + " cells under " + width + " columns");
        }
        int steps = integer(cells, TraceColumn.STEPS, STEPS);
        int pixelsWide = integer(cells, TraceColumn.WIDTH, SIDE);
        int pixelsHigh = integer(cells, TraceColumn.HEIGHT, SIDE);
        double part = (double) pixelsWide * pixelsHigh / ((double) SIDE * SIDE);
        return new TraceRequest(
                number(cells, TraceColumn.ARRIVAL_MS, 0),
                text(cells, TraceColumn.REQUEST_ID, "line-" + line),
                text(cells, TraceColumn.TENANT, ""),
                priority(text(cells, TraceColumn.PRIORITY, "normal")),
                text(cells, TraceColumn.MODEL, MODEL),
                steps,
                pixelsWide,
                pixelsHigh,
                integer(cells, TraceColumn.IMAGES, 1),
                decimal(cells, TraceColumn.SERVICE_MS, STEP_MS * part * steps),
                number(cells, TraceColumn.DEADLINE_MS, 0));
    }

    private String text(String[] cells, TraceColumn column, String missing) {
        Integer place = places.get(column);
        return place == null || cells[place].isEmpty() ? missing : cells[place];
    }

    private int integer(String[] cells, TraceColumn column, int missing) {
        long value = number(cells, column, missing);
        if (value != (int) value) {
            throw notANumber(column, Long.toString(value));
        }
        return (int) value;
    }

    private long number(String[] cells, TraceColumn column, long missing) {
        String text = text(cells, column, Long.toString(missing));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw notANumber(column, text);
        }
    }

    private double decimal(String[] cells, TraceColumn column, double missing) {
        String text = text(cells, column, Double.toString(missing));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw notANumber(column, text);
        }
    }

    private static IllegalArgumentException notANumber(TraceColumn column, String text) {
        return new IllegalArgumentException(
                column.header() + " is '" + text + "', which is no number that it can be");
    }

    private static Priority priority(String text) {
        try {
            return Priority.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "priority is '" + text + "', not high, normal or low", e);
        }
    }

    private static TraceColumn column(String name) {
        return Arrays.stream(TraceColumn.values())
                .filter(column -> column.header().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown column '"
                                                + name
                                                + "'; there are "
                                                + Arrays.stream(TraceColumn.values())
                                                        .map(TraceColumn::header)
                                                        .collect(Collectors.joining(", "))));
    }
}
