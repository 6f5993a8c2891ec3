/** Measures what the gateway adds to a job. */
@NullMarked
package io.omniflow.job.bench.gateway;

import org.jspecify.annotations.NullMarked;
