/** The step loop of one device: batching, memory, residency and the watchdog. */
package io.omniflow.worker;
