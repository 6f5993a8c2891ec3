/**
 * Measures the cache across generations: what a stream of related requests is spared, and what a
 * look-up costs. See docs/benchmarks.md.
 */
@NullMarked
package io.omniflow.job.bench.ditcache;

import org.jspecify.annotations.NullMarked;
