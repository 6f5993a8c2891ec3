/** What becomes of a generation that failed, and of the batches of a device that ran short. */
package io.omniflow.core.recovery;
