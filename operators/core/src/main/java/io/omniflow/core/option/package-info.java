/** The text forms of option values. */
package io.omniflow.core.option;
