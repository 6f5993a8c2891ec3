package io.omniflow.job.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document of a module's interface, in Markdown.
 *
 * @param file where it lies
 * @param text its text
 */
record ApiDocument(Path file, String text) {

    private static final Pattern HEADING = Pattern.compile("^(#{1,4}) (.+)$", Pattern.MULTILINE);
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern OUTPUT =
            Pattern.compile("(?s)\\s*It prints:\\s*```text\\n(.*?)```.*");
    private static final Pattern NAME =
            Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?(?:\\(([^)`]*)\\))?`");

    static ApiDocument read(Path file) throws IOException {
        return new ApiDocument(file, Files.readString(file));
    }

    /** Returns the headings below the title, in order, as they are written. */
    List<String> headings() {
        Matcher matcher = HEADING.matcher(withoutCode());
        List<String> headings = new ArrayList<>();
        while (matcher.find()) {
            if (matcher.group(1).length() > 1) {
                headings.add(matcher.group(1) + " " + matcher.group(2).strip());
            }
        }
        return headings;
    }

    /** Returns the Java programs, in order. */
    List<CodeBlock> programs() {
        Matcher matcher = FENCED.matcher(text);
        List<CodeBlock> blocks = new ArrayList<>();
        while (matcher.find()) {
            if (matcher.group(1).equals("java")) {
                Matcher after = OUTPUT.matcher(text.substring(matcher.end()));
                Optional<String> output =
                        after.matches() ? Optional.of(after.group(1)) : Optional.empty();
                blocks.add(new CodeBlock(file, matcher.group(2), output));
            }
        }
        return blocks;
    }

    /** Returns the same in which a program prints something else. */
    ApiDocument printing(CodeBlock program, String printed) {
        int end = text.indexOf(program.code()) + program.code().length();
        String said = "```text\n" + program.output().orElseThrow() + "```";
        int start = text.indexOf(said, end);
        String rest = text.substring(start + said.length());
        return new ApiDocument(
                file, text.substring(0, start) + "```text\n" + printed + "```" + rest);
    }

    /** Returns the classes and their members that the text names in code spans. */
    List<Name> names() {
        Matcher matcher = NAME.matcher(withoutCode());
        List<Name> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(
                    new Name(
                            matcher.group(1),
                            Optional.ofNullable(matcher.group(2)),
                            Optional.ofNullable(matcher.group(3)).map(ApiDocument::count)));
        }
        return names;
    }

    private String withoutCode() {
        return FENCED.matcher(text).replaceAll("");
    }

    private static int count(String parameters) {
        return parameters.isBlank() ? 0 : parameters.split(",").length;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }

    /**
     * A class that the text names.
     *
     * @param type simple name
     * @param member method, constant or class in it, if one is named
     * @param parameters how many a method or constructor has, if they are named
     */
    record Name(String type, Optional<String> member, Optional<Integer> parameters) {}
}
