/** Validated configuration. */
package io.omniflow.core.config;
