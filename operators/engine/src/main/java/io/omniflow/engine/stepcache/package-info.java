/**
 * The step caches: which steps of a generation are computed and which reused. Plain Java, without
 * tensors: what is measured comes in as numbers.
 */
package io.omniflow.engine.stepcache;
