package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;

/** A model that can be looked into while it paints. */
public interface ResidualProbe {

    /**
     * Paints a picture with all steps computed and looks at each of them, which takes about twice
     * the time.
     */
    ResidualTrace trace(GenerationParams params);
}
