/** Conversions between records on the wire and the values of the job: pure, one class each. */
package io.omniflow.executor.wire;
