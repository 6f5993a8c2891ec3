/** The assembly of the job graph from the configuration; it knows no connector. */
package io.omniflow.job.graph;
