package io.omniflow.job.cli.doctor;

import io.omniflow.core.config.StageConfig;
import io.omniflow.job.cli.terminal.Amounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The bundles of a deployment that was read, which has found them complete. */
final class BundlesCheck implements Check {

    private static final String NAME = "bundle";

    private static final int SHORT = 12;

    private final List<StageConfig> stages;

    /** Creates the check of the bundles of some stages. */
    BundlesCheck(List<StageConfig> stages) {
        this.stages = List.copyOf(stages);
    }

    @Override
    public List<Finding> look() {
        return stages.stream().map(this::look).toList();
    }

    /** Returns the bytes of all weights; models that several stages name count once. */
    long weightBytes() {
        return stages.stream()
                .map(stage -> Path.of(stage.model().bundle()))
                .distinct()
                .mapToLong(BundlesCheck::weightBytes)
                .sum();
    }

    private Finding look(StageConfig stage) {
        Path bundle = Path.of(stage.model().bundle());
        String text = stage.name() + " in " + bundle;
        long bytes = weightBytes(bundle);
        if (bytes == 0) {
            return Finding.fail(
                    NAME, text + " has no weights", "put its *.safetensors files there");
        }
        return Finding.ok(
                NAME,
                text
                        + ", revision "
                        + stage.model().revision().substring(0, SHORT)
                        + ", weights of "
                        + Amounts.bytes(bytes));
    }

    private static long weightBytes(Path bundle) {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
