package io.omniflow.registry;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** Fills a manager with the weights of a model, once for all who ask for them. */
@FunctionalInterface
public interface Loader {

    /**
     * Loads the weights on the calling thread. The registry closes the manager when this throws.
     *
     * @param manager owns every returned array; it lives on the device that was asked for
     * @return the arrays by name
     */
    Map<String, NDArray> load(NDManager manager);
}
