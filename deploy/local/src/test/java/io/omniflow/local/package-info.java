/** Tests of what `deploy/` holds. */
package io.omniflow.local;
