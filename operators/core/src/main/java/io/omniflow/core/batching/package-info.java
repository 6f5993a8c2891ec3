/** What runs together at a step boundary, and whose turn it is. Pure policy without a device. */
package io.omniflow.core.batching;
