/** Measures what the engine makes of the machine. */
package io.omniflow.engine.bench;
