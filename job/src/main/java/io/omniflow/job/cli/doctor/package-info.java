/** Looks for what would keep a deployment from running on this machine, and says what to do. */
@NullMarked
package io.omniflow.job.cli.doctor;

import org.jspecify.annotations.NullMarked;
