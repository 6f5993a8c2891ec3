/** Which broker and which JobManager a command speaks to. */
@NullMarked
package io.omniflow.job.cli.connection;

import org.jspecify.annotations.NullMarked;
