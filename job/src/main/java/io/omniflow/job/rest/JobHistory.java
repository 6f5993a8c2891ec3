package io.omniflow.job.rest;

/**
 * How a job has been since it was submitted.
 *
 * @param ageMs how long ago that was, in milliseconds
 * @param restarts how often it was started again
 */
public record JobHistory(long ageMs, long restarts) {}
