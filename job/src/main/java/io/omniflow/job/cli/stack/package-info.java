/** Commands that run the embedded stack. */
@NullMarked
package io.omniflow.job.cli.stack;

import org.jspecify.annotations.NullMarked;
