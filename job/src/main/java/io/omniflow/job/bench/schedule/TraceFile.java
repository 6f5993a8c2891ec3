package io.omniflow.job.bench.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads and writes traces as CSV files with a header. Columns may stand in any order; one that is
 * missing, or an empty cell, has the default that {@link TraceRow} states. What is wrong is told
 * with the line.
 */
final class TraceFile {

    static final String EXTENSION = ".csv";

    private static final ObjectReader ROWS =
            new CsvMapper()
                    .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                    .enable(CsvParser.Feature.TRIM_SPACES)
                    .readerFor(String[].class);

    private TraceFile() {}

    /**
     * Reads a trace, whose name is that of the file without its extension.
     *
     * @throws TraceException if the file is missing or not a trace
     */
    static Trace read(Path file) {
        String name = file.getFileName().toString();
        String stem =
                name.endsWith(EXTENSION)
                        ? name.substring(0, name.length() - EXTENSION.length())
                        : name;
        try {
            return parse(stem, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new TraceException("no trace at " + file, e);
        } catch (IOException e) {
            throw new TraceException("cannot read trace " + file + ": " + e.getMessage(), e);
        }
    }

    static Trace parse(String name, String text) {
        List<TraceRequest> requests = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int line = 1;
        try (MappingIterator<String[]> rows = ROWS.readValues(text)) {
            if (!rows.hasNext()) {
                throw new TraceException("trace " + name + " is empty: its first line is a header");
            }
            TraceRow columns = TraceRow.ofHeader(rows.next());
            while (rows.hasNext()) {
                line = rows.getCurrentLocation().getLineNr();
                String[] cells = rows.next();
                if (cells.length == 1 && cells[0].isEmpty()) {
                    continue;
                }
                TraceRequest request = columns.read(cells, line);
                if (!ids.add(request.id())) {
                    throw new IllegalArgumentException(
                            "request_id '" + request.id() + "' stands there before");
                }
                requests.add(request);
            }
        } catch (IllegalArgumentException e) {
            throw new TraceException("trace " + name + ", line " + line + ": " + e.getMessage(), e);
        } catch (JsonProcessingException | RuntimeJsonMappingException e) {
            throw new TraceException("trace " + name + " is no CSV: " + firstLine(e), e);
        } catch (IOException e) {
            throw new TraceException("cannot read trace " + name + ": " + e.getMessage(), e);
        }
        return new Trace(name, requests);
    }

    /** Writes a trace with all columns. */
    static void write(Trace trace, Path file) {
        try {
            Files.writeString(file, format(trace));
        } catch (IOException e) {
            throw new TraceException("cannot write trace " + file + ": " + e.getMessage(), e);
        }
    }

    static String format(Trace trace) throws JsonProcessingException {
        CsvSchema schema =
                Arrays.stream(TraceColumn.values())
                        .map(TraceColumn::header)
                        .collect(
                                CsvSchema::builder,
                                CsvSchema.Builder::addColumn,
                                (one, other) -> {})
                        .setUseHeader(true)
                        .build();
        List<List<String>> rows = trace.requests().stream().map(TraceFile::cells).toList();
        return new CsvMapper().writer(schema).writeValueAsString(rows);
    }

    private static List<String> cells(TraceRequest request) {
        return Arrays.stream(TraceColumn.values())
                .map(column -> column.of(request))
                .collect(Collectors.toList());
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
