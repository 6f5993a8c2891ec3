/** Commands that a running job answers on its events topic. */
@NullMarked
package io.omniflow.job.cli.control;

import org.jspecify.annotations.NullMarked;
