/** What commands print: words, tables, JSON, progress. */
@NullMarked
package io.omniflow.job.cli.terminal;

import org.jspecify.annotations.NullMarked;
