/** The delivery operator, which joins images into results, and the guards before the sinks. */
package io.omniflow.executor.delivery;
