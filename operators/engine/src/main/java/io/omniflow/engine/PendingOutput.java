package io.omniflow.engine;

import io.omniflow.core.generation.Output;

/** An output that has left the device and is still to be encoded, on any thread, once. */
@FunctionalInterface
public interface PendingOutput {

    /** Encodes the output, as PNG for pictures. */
    Output encode();
}
