/** Dead letters: records that could not be processed, as they came, with the reason. */
@NullMarked
package io.omniflow.job.deadletter;

import org.jspecify.annotations.NullMarked;
