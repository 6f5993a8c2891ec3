package io.omniflow.job.cli;

import io.omniflow.engine.bench.TextBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures language models alone: no Kafka, no Flink. */
@Command(
        name = "text",
        description =
                "Measures prompts and tokens of the shipped language model and of one of random"
                        + " weights.",
        mixinStandardHelpOptions = true)
final class BenchTextCommand implements Callable<Integer> {

    /** How many tokens the caches of the other side have room for. */
    private static final int MOST_ROUNDS = 60;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description =
                    "A Python that has torch and transformers: takes the same passes there, in"
                            + " turns, and tells the ratio of the times.")
    private @Nullable Path python;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/bench/text_baseline.py",
            description =
                    "What that Python runs (default: deploy/bench/text_baseline.py of this"
                            + " checkout).")
    private Path script;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/models/words",
            description =
                    "The model to measure beside the random one (default: deploy/models/words of"
                            + " this checkout).")
    private Path model;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "How often each pass is repeated (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds must be 1 to " + MOST_ROUNDS);
        }
        if (python != null && !Files.isExecutable(python)) {
            throw new ParameterException(
                    spec.commandLine(), "--python names no program: " + python);
        }
        System.out.println(
                BenchCommand.RESULT + TextBench.run(model, python, script, rounds, System.out));
        return 0;
    }
}
