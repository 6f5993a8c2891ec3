package io.omniflow.job.cli;

import io.omniflow.engine.bench.EngineBench;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the engine alone: no Kafka, no Flink. */
@Command(
        name = "engine",
        description = "Measures steps of a model beside the machine's large matrix products.",
        mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/models/shapes",
            description = "The model bundle (default: deploy/models/shapes of this checkout).")
    private Path bundle;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        out.println(BenchCommand.RESULT + EngineBench.run(bundle, out).toJson());
        return 0;
    }
}
