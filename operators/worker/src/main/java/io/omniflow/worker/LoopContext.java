package io.omniflow.worker;

import java.time.Clock;

/**
 * What the threads of a loop, one after another, have in common.
 *
 * @param config how to run
 * @param listener is told what happens
 * @param snapshots where host snapshots are published
 * @param costs sums up what steps cost; the thread of the moment owns it
 * @param encoder takes outputs
 * @param rest whether the model sleeps
 * @param audits what is to be painted again when the device is idle
 * @param clock for marks and intervals
 */
record LoopContext(
        StepLoopConfig config,
        GenerationListener listener,
        HostSnapshots snapshots,
        StepCosts costs,
        OutputEncoder encoder,
        Rest rest,
        AuditQueue audits,
        Clock clock) {}
