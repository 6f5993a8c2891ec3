/** The socket: TLS, connections, and files that are read again when they change. */
@NullMarked
package io.omniflow.job.gateway.server;

import org.jspecify.annotations.NullMarked;
