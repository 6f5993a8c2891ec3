/** Who may call, how often, and by which links. */
@NullMarked
package io.omniflow.job.gateway.access;

import org.jspecify.annotations.NullMarked;
