/** The commands about dead letters. */
@NullMarked
package io.omniflow.job.cli.dlq;

import org.jspecify.annotations.NullMarked;
