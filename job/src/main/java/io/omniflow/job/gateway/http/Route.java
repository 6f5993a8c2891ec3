package io.omniflow.job.gateway.http;

/**
 * An operation and who answers it.
 *
 * @param operation what is called
 * @param handler answers
 */
public record Route(Operation operation, Handler handler) {}
