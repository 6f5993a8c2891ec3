/** Every metric of the job, declared in one place, and the only way to register one. */
@org.jspecify.annotations.NullMarked
package io.omniflow.executor.metrics;
