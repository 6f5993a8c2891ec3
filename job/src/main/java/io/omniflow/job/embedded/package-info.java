/** A Kafka broker and a Flink cluster inside this process. */
@NullMarked
package io.omniflow.job.embedded;

import org.jspecify.annotations.NullMarked;
