/** A model for tests of whatever runs on a step loop. */
package io.omniflow.worker.testing;
