/** What the command line makes of results: picture files and a contact sheet. */
@NullMarked
package io.omniflow.job.picture;

import org.jspecify.annotations.NullMarked;
