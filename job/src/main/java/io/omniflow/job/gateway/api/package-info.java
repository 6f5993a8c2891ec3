/** The operations of the gateway: what calls ask for, in the words of the topics, and back. */
@NullMarked
package io.omniflow.job.gateway.api;

import org.jspecify.annotations.NullMarked;
