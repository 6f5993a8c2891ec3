/** What {@code omniflow calibrate} measured of a model, as its bundle keeps it. */
package io.omniflow.engine.calibration;
