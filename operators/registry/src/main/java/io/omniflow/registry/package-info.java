/**
 * Models and devices of one JVM. Lies in the cluster's {@code lib/}, so it uses the types of the
 * JDK and of DJL only.
 */
package io.omniflow.registry;
