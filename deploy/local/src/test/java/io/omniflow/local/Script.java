package io.omniflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of the repository. */
record Script(String path) {

    private static final long PATIENCE_S = 120;

    /** What a script has printed, errors included. */
    record Finished(int exitCode, String output) {}

    /** Runs the script and waits for its end. */
    Finished run(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Repository.file(path).toString());
        line.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Path output = Files.createTempFile("script", ".out");
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroy();
                throw new AssertionError("takes too long: " + line);
            }
            Finished finished = new Finished(process.exitValue(), Files.readString(output));
            Files.delete(output);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
