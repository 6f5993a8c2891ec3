package io.omniflow.executor.record;

/**
 * Outputs that are known to be stored, learned of one after the other.
 *
 * @param bytes a block of {@link io.omniflow.core.scheduling.KnownOutputs}; not copied, not to be
 *     written
 */
public record KnownBlock(byte[] bytes) {}
