/** What the gateway tells of itself: metrics, its API's description, and a page for people. */
@NullMarked
package io.omniflow.job.gateway.site;

import org.jspecify.annotations.NullMarked;
