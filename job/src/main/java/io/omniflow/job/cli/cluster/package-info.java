/** Commands that speak to Flink's JobManager: metrics, stop, shutdown, start. */
@NullMarked
package io.omniflow.job.cli.cluster;

import org.jspecify.annotations.NullMarked;
