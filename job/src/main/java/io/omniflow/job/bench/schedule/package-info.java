/**
 * Replays traces of requests through the real scheduler against simulated devices, for every
 * policy. Single-threaded and deterministic: a trace and an option give the same figures anywhere.
 */
@NullMarked
package io.omniflow.job.bench.schedule;

import org.jspecify.annotations.NullMarked;
