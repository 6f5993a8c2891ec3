package io.omniflow.job.cli;

import io.omniflow.engine.bench.BenchOptions;
import io.omniflow.engine.bench.EngineBench;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the engine alone: no Kafka, no Flink. */
@Command(
        name = "engine",
        description = "Measures steps of a model beside the machine's matrix products.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {

    @Mixin private BundleMixin model;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description =
                    "A Python that has torch and diffusers: takes the same steps there, in turns,"
                            + " and tells the ratio of the times.")
    private @Nullable Path python;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/bench/engine_baseline.py",
            description =
                    "What that Python runs (default: deploy/bench/engine_baseline.py of this"
                            + " checkout).")
    private Path script;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "How often all is repeated (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--no-large", description = "Leaves out the larger model with random weights.")
    private boolean small;

    @Option(names = "--profile", description = "Tells where the time of a step goes.")
    private boolean profile;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be at least 1");
        }
        if (python != null && !Files.isExecutable(python)) {
            throw new ParameterException(
                    spec.commandLine(), "--python names no program: " + python);
        }
        PrintStream out = System.out;
        BenchOptions options =
                new BenchOptions(model.directory(), python, script, rounds, !small, profile);
        out.println(BenchCommand.RESULT + EngineBench.run(options, out).toJson());
        return 0;
    }
}
