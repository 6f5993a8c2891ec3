/** Routes, bodies, errors and streams over HTTP, without any knowledge of requests. */
@NullMarked
package io.omniflow.job.gateway.http;

import org.jspecify.annotations.NullMarked;
