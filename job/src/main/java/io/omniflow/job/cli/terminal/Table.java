package io.omniflow.job.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows in columns that are as wide as their longest text. */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    private final String indent;

    /**
     * Creates a table without rows.
     *
     * @param indent what every line begins with
     */
    public Table(String indent) {
        this.indent = indent;
    }

    /** Adds a row; every row has as many texts. */
    public Table row(String... texts) {
        rows.add(List.of(texts));
        return this;
    }

    /** Returns the lines, without a line break at the end. */
    @Override
    public String toString() {
        return rows.stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder(indent);
        for (int column = 0; column < row.size(); column++) {
            String text = row.get(column);
            line.append(text).append(" ".repeat(width(column) - text.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
