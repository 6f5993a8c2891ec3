/**
 * Starting a generation from what a similar prompt gave: which neighbours come into question, and
 * how many steps each is worth by the measurement of the model.
 */
package io.omniflow.engine.approximate;
