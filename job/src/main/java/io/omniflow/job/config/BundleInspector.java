package io.omniflow.job.config;

import io.omniflow.engine.BundleFacts;
import java.nio.file.Path;

/** Reads what admission has to know of a model without loading its weights. */
@FunctionalInterface
interface BundleInspector {

    /** Returns the facts of a bundle; a missing or malformed one is refused. */
    BundleFacts inspect(Path bundle);
}
