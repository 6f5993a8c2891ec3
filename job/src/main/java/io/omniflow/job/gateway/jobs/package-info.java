/** What is known of requests, gathered from the topics within bounds. */
@NullMarked
package io.omniflow.job.gateway.jobs;

import org.jspecify.annotations.NullMarked;
