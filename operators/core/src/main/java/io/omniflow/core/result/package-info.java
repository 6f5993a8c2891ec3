/** How tasks end. */
package io.omniflow.core.result;
