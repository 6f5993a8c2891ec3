package io.omniflow.job.client;

/**
 * Where a record lies on a topic.
 *
 * @param partition the partition, from 0
 * @param offset the offset within it, from 0
 */
public record RecordPlace(int partition, long offset) {}
