package io.omniflow.job.gateway.access;

import io.omniflow.job.gateway.http.Caller;

/**
 * A key and what it allows. The key itself is not kept.
 *
 * @param sha256 SHA-256 of the key, in lower-case hex
 * @param caller whom it stands for
 * @param requestsPerMinute requests that may be published in a minute at one instance; 0 for no
 *     bound
 * @param inFlight calls for requests that may be open at one instance; 0 for no bound
 */
record ApiKey(String sha256, Caller caller, int requestsPerMinute, int inFlight) {}
