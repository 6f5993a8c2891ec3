/** Reads whole topics, and carries what they hold to a file, to another topic and back. */
@NullMarked
package io.omniflow.job.transfer;

import org.jspecify.annotations.NullMarked;
