package io.omniflow.executor.generation;

import io.omniflow.engine.StepModel;
import java.io.Serializable;

/** Makes the model of one worker. It travels in the job graph. */
@FunctionalInterface
public interface StepModelFactory extends Serializable {

    /**
     * Loads the model on the calling thread, which is the step loop's, once there is room for it.
     *
     * @throws io.omniflow.core.error.CoreModuleException if the bundle or the device is not usable
     */
    StepModel<?> create() throws InterruptedException;
}
