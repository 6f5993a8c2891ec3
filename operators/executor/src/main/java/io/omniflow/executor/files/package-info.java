/** Files of a Flink file system. */
package io.omniflow.executor.files;
