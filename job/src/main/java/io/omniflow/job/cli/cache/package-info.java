/** What commands say and do about the cache across generations. */
@NullMarked
package io.omniflow.job.cli.cache;

import org.jspecify.annotations.NullMarked;
