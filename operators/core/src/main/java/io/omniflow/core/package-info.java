/** Scheduling, cache policy, resources, errors and configuration. Knows neither Flink nor DJL. */
package io.omniflow.core;
