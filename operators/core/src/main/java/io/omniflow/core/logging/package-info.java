/** What lines of the log say of the request that they are about. */
@NullMarked
package io.omniflow.core.logging;

import org.jspecify.annotations.NullMarked;
