package io.omniflow.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a test measured on its way; goes to its output file. */
final class Figures {

    private final List<String> lines = new ArrayList<>();

    private long last = System.nanoTime();

    /** Takes the time since the last call. */
    void lap(String what) {
        long now = System.nanoTime();
        note(String.format(Locale.ROOT, "%6.1f s  %s", (now - last) / 1e9, what));
        last = now;
    }

    void note(String line) {
        lines.add(line);
    }

    void print() {
        lines.forEach(System.out::println);
    }
}
