/** Measures the dataflow by itself: the whole job, Kafka to Kafka, around a model that is free. */
package io.omniflow.job.bench.dataflow;
