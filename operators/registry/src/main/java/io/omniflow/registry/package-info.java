/**
 * Models and devices of one JVM. The package has JDK and DJL types only, because it lies beside DJL
 * on the cluster's class path and outlives the jobs that use it.
 */
package io.omniflow.registry;
