/** The Flink operators, their state, serializers, coordinators and metrics. */
package io.omniflow.executor;
