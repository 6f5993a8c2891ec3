package io.omniflow.job.rest;

/**
 * What a cluster has.
 *
 * @param flinkVersion Flink's version
 * @param taskManagers how many TaskManagers are registered
 * @param slots slots of all of them
 * @param freeSlots those that no job holds
 */
public record ClusterOverview(String flinkVersion, int taskManagers, int slots, int freeSlots) {}
