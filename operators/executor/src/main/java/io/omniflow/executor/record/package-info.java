/** The records that flow between the operators of the job and at its edges. */
package io.omniflow.executor.record;
