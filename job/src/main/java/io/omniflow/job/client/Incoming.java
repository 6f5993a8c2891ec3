package io.omniflow.job.client;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;

/** What a job says. */
public sealed interface Incoming {

    /** Something happened to a request, or a command was answered. */
    record Event(GenerationEvent event) implements Incoming {}

    /** A request has ended. */
    record Result(GenerationResult result) implements Incoming {}
}
