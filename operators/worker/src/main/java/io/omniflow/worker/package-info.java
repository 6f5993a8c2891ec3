/** The device step loop of one worker: slots, batches, snapshots. */
@NullMarked
package io.omniflow.worker;

import org.jspecify.annotations.NullMarked;
