package io.omniflow.engine.bench;

import io.omniflow.core.config.ComputeType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The process that takes the same steps in the reference library: it waits while this one measures,
 * and the other way round. For one thread.
 */
final class PythonTwin implements AutoCloseable {

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private PythonTwin(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the script with one thread. */
    static PythonTwin start(Path python, Path script) {
        ProcessBuilder builder = new ProcessBuilder(python.toString(), script.toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_NUM_THREADS", "1");
        // Weights are on disk, and nothing may be asked for elsewhere.
        builder.environment().put("HF_HUB_OFFLINE", "1");
        try {
            return new PythonTwin(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + python, e);
        }
    }

    /** Returns the names and versions of its libraries. */
    String versions() {
        return ask("versions");
    }

    /** Loads a bundle's transformer, and makes inputs for some batch sizes. */
    void load(String name, Path bundle, ComputeType type, int tokens, Collection<Integer> batches) {
        String sizes = batches.stream().map(String::valueOf).collect(Collectors.joining(","));
        String answer = ask("load", name, bundle.toString(), type.toString(), "" + tokens, sizes);
        if (!answer.equals("ok")) {
            throw new IllegalStateException("the Python process answered: " + answer);
        }
    }

    /** Takes one step and returns the milliseconds of its thread's processor clock. */
    double step(String name, ComputeType type, int batch) {
        return Double.parseDouble(ask("step", name, type.toString(), "" + batch));
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Sends a command and returns the answer. */
    String ask(String... words) {
        try {
            commands.write(String.join("\t", words) + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it ended");
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no answer of the Python process to '"
                            + words[0]
                            + "': does it have torch, diffusers and safetensors?",
                    e);
        }
    }
}
