/** A client of a running job: publishes requests and commands, follows events and results. */
@NullMarked
package io.omniflow.job.client;

import org.jspecify.annotations.NullMarked;
