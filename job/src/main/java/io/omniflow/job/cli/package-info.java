/** The commands of {@code ./omniflow}. */
@NullMarked
package io.omniflow.job.cli;

import org.jspecify.annotations.NullMarked;
