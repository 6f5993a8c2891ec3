/** A client of the REST interface of Flink's JobManager. */
@NullMarked
package io.omniflow.job.rest;

import org.jspecify.annotations.NullMarked;
