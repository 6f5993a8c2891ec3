/** The Kafka ends of the job: sources, sinks, topics and what is checked before the start. */
@NullMarked
package io.omniflow.job.kafka;

import org.jspecify.annotations.NullMarked;
