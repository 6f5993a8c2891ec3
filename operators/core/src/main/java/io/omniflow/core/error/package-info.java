/** The one hierarchy of exceptions and their stable codes. */
package io.omniflow.core.error;
