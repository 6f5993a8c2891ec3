/**
 * Slot credits between the workers and the scheduling operator of a stage, by operator coordinators
 * in the JobManager. The only package that uses Flink's coordinator API.
 */
package io.omniflow.executor.coordination;
