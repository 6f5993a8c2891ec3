/** An HTTP server in front of the topics, for clients that speak OpenAI's API. */
@NullMarked
package io.omniflow.job.gateway;

import org.jspecify.annotations.NullMarked;
