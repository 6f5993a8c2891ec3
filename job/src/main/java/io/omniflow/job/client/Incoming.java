package io.omniflow.job.client;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;

/** What is said on the topics of a job. */
public sealed interface Incoming {

    /** Somebody has asked for something; its id is set. */
    record Request(GenerationRequest request, long timeMs) implements Incoming {}

    /** Something happened to a request, or a command was answered. */
    record Event(GenerationEvent event) implements Incoming {}

    /**
     * A request has ended.
     *
     * @param result the result
     * @param place where its record lies
     */
    record Result(GenerationResult result, RecordPlace place) implements Incoming {}
}
