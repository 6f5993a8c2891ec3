/** The command that serves callers over HTTP. */
@NullMarked
package io.omniflow.job.cli.gateway;

import org.jspecify.annotations.NullMarked;
