package io.omniflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into another JVM with the JDK's own tools. */
record JavaProcess(ProcessHandle handle) {

    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

    /** Returns how much of the machine's memory it holds. */
    long residentMegabytes() {
        try {
            String status = Files.readString(Path.of("/proc/" + handle.pid() + "/status"));
            return number(RSS, status) >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Collects garbage and returns what classes take then. */
    long metaspaceKilobytes() {
        tool("GC.run");
        return number(METASPACE, tool("GC.heap_info"));
    }

    /** Returns how many living objects of a class there are. */
    long living(String className) {
        return tool("GC.class_histogram")
                .lines()
                .map(String::strip)
                .filter(line -> line.endsWith(" " + className) || line.contains(className + " ("))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    private String tool(String command) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd",
                        Long.toString(handle.pid()),
                        command);
        try {
            Process process = builder.redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
