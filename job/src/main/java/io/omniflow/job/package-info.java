/** The job graph, its options and connectors, the command line and the embedded stack. */
package io.omniflow.job;
