package io.omniflow.job.docs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java program in a document.
 *
 * @param file the document
 * @param code a whole source file with one public class
 * @param output what the document says that it prints, if it does
 */
record CodeBlock(Path file, String code, Optional<String> output) {

    private static final Pattern PUBLIC_CLASS = Pattern.compile("public (?:final )?class (\\w+)");

    /** Returns the name of the program's class. */
    String className() {
        Matcher matcher = PUBLIC_CLASS.matcher(code);
        if (!matcher.find()) {
            throw new AssertionError(file + " has a Java block without a public class:\n" + code);
        }
        return matcher.group(1);
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + className();
    }
}
