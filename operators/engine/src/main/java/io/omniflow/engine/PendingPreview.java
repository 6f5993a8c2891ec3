package io.omniflow.engine;

import io.omniflow.core.generation.Preview;

/** A preview that has left the device and is still to be encoded, on any thread, once. */
@FunctionalInterface
public interface PendingPreview {

    /** Encodes the preview. */
    Preview encode();
}
