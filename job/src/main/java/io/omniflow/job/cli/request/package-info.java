/** Commands that publish requests and follow them. */
@NullMarked
package io.omniflow.job.cli.request;

import org.jspecify.annotations.NullMarked;
