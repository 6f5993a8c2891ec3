package io.omniflow.job.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Breaks captions into lines. */
final class Captions {

    private Captions() {}

    /** Breaks a text between words, where it must, and at its own line ends. */
    static List<String> wrap(String text, int width, ToIntFunction<String> measure) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> wrapLine(line, width, measure, lines));
        return lines;
    }

    private static void wrapLine(
            String text, int width, ToIntFunction<String> measure, List<String> lines) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && measure.applyAsInt(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
    }
}
