/** The live view of a running job. */
@NullMarked
package io.omniflow.job.cli.top;

import org.jspecify.annotations.NullMarked;
