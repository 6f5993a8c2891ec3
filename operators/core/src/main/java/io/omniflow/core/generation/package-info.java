/** Generations in host memory: snapshots and outputs. */
package io.omniflow.core.generation;
