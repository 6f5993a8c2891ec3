/**
 * Traces of requests. A span needs its beginning and its end, which a restart may separate; so none
 * is kept open. All spans of a request are made at its end, of the times that its result tells, and
 * their ids follow from its id: a result that is delivered again makes the same spans again.
 */
@NullMarked
package io.omniflow.job.tracing;

import org.jspecify.annotations.NullMarked;
