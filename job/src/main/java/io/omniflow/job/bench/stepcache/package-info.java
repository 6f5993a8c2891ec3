/**
 * Compares the step caches of a model with fewer steps of its samplers, at equal cost. See
 * docs/step-caches.md.
 */
@NullMarked
package io.omniflow.job.bench.stepcache;

import org.jspecify.annotations.NullMarked;
