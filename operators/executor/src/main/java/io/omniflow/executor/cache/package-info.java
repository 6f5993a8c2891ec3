/** The dit-cache operator: outputs in keyed state, looked up at dispatch. */
package io.omniflow.executor.cache;
