package io.omniflow.job.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The model bundle that a bench takes. */
final class BundleMixin {

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            defaultValue = "${env:OMNIFLOW_HOME:-.}/deploy/models/shapes",
            description = "The model bundle (default: deploy/models/shapes of this checkout).")
    private Path bundle;

    /** Returns its directory. */
    Path directory() {
        return bundle;
    }
}
