package io.omniflow.job.rest;

/**
 * A job that has not ended.
 *
 * @param id its id
 * @param name its name
 * @param state its state in Flink's words
 */
public record RunningJob(String id, String name, String state) {}
