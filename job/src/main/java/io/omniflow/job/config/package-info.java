/** The options of a deployment and how they become validated configuration. */
@NullMarked
package io.omniflow.job.config;

import org.jspecify.annotations.NullMarked;
