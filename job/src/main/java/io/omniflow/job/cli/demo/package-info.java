/** The demo: from captions to pictures on this machine. */
@NullMarked
package io.omniflow.job.cli.demo;

import org.jspecify.annotations.NullMarked;
