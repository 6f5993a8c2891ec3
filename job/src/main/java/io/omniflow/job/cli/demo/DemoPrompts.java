package io.omniflow.job.cli.demo;

import io.omniflow.job.cli.terminal.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the demo asks for. */
final class DemoPrompts {

    private static final List<String> BUILT_IN =
            List.of(
                    "a big red circle on a blue background",
                    "a small yellow triangle on a purple background",
                    "a big green cross on a white background",
                    "a big orange ring on a black background",
                    "a small white diamond on a red background",
                    "a big blue square on a yellow background",
                    "a small black circle on an orange background",
                    "a big purple triangle on a green background",
                    "a small red cross on a white background",
                    "a big white ring on a blue background",
                    "a big yellow diamond on a black background",
                    "a small green square on an orange background");

    /** What the pipeline of the shipped deployment makes captions of. */
    static final List<String> WORDS =
            List.of("circle red", "green ring on black", "yellow triangle", "big cross on blue");

    private DemoPrompts() {}

    /** Returns the lines of a file that are not empty, or else the built-in captions. */
    static List<String> read(@Nullable Path file) {
        if (file == null) {
            return BUILT_IN;
        }
        try {
            List<String> lines =
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            if (lines.isEmpty()) {
                throw new CommandException("there is no prompt in " + file);
            }
            return lines;
        } catch (IOException e) {
            throw new CommandException(
                    "cannot read " + file + ": give --prompts a text file, one prompt a line");
        }
    }
}
