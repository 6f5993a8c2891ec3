/** Carries the content of the cache topic to a file and back. */
@NullMarked
package io.omniflow.job.transfer;

import org.jspecify.annotations.NullMarked;
