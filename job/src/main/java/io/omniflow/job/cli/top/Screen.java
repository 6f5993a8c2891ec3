package io.omniflow.job.cli.top;

import java.io.PrintWriter;
import java.util.List;

/** Draws lines in place on a terminal, and one block after the other elsewhere. */
final class Screen implements AutoCloseable {

    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";

    private final PrintWriter out;
    private final int columns;
    private final int rows;
    private final boolean colour;
    private boolean drawn;

    /**
     * Creates a screen.
     *
     * @param columns width of the terminal; 0 if there is none
     * @param rows height of the terminal
     * @param colour whether lines may stand out
     */
    Screen(PrintWriter out, int columns, int rows, boolean colour) {
        this.out = out;
        this.columns = columns;
        this.rows = rows;
        this.colour = colour;
    }

    void show(List<Line> lines) {
        if (columns > 0) {
            place(lines);
        } else {
            if (drawn) {
                out.println();
            }
            lines.forEach(line -> out.println(line.draw(Integer.MAX_VALUE, false)));
        }
        drawn = true;
        out.flush();
    }

    private void place(List<Line> lines) {
        out.print((drawn ? "" : ENTER) + "\033[H");
        int fitting = lines.size() <= rows - 1 ? lines.size() : rows - 2;
        for (Line line : lines.subList(0, Math.max(0, fitting))) {
            out.print(line.draw(columns, colour) + "\033[K\n");
        }
        if (fitting < lines.size()) {
            out.print(lines.size() - fitting + " more lines do not fit here.\033[K\n");
        }
        out.print("\033[J");
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() {
        if (columns > 0 && drawn) {
            out.print(LEAVE);
            out.flush();
        }
    }
}
