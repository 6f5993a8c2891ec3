package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.generation.HostTensor;
import java.util.HashMap;
import java.util.Map;

/**
 * The tensors that a step cache keeps from step to step, by name. They belong to the generation's
 * manager; each is freed when another takes its name. For the thread of the model.
 */
final class CacheTensors {

    private final NDManager owner;
    private final Map<String, NDArray> arrays = new HashMap<>();

    CacheTensors(NDManager owner) {
        this.owner = owner;
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    NDArray get(String name) {
        return arrays.get(name);
    }

    /** Takes an array over, which must not share memory with a larger one. */
    void take(String name, NDArray array) {
        array.attach(owner);
        replace(name, array);
    }

    /** Keeps a copy of an array. */
    void copy(String name, NDArray array) {
        take(name, array.duplicate());
    }

    /** Gives an array another name. */
    void rename(String from, String to) {
        replace(to, arrays.remove(from));
    }

    /** Copies an array, if there is one of that name, to host memory. */
    void save(String name, String key, Map<String, HostTensor> to) {
        NDArray array = arrays.get(name);
        if (array != null) {
            long[] shape = array.getShape().getShape().clone();
            to.put(key, HostTensor.of(shape, array.toFloatArray()));
        }
    }

    /**
     * Takes up what {@link #save} has copied. What is missing, or of another picture, is left out:
     * then the next step is computed.
     *
     * @param latents shape of the generation's latents
     */
    void restore(String name, String key, Map<String, HostTensor> from, Shape latents) {
        HostTensor tensor = from.get(key);
        if (tensor != null && new Shape(tensor.shape()).slice(1).equals(latents.slice(1))) {
            replace(name, owner.create(tensor.toFloats(), new Shape(tensor.shape())));
        }
    }

    private void replace(String name, NDArray array) {
        NDArray old = arrays.put(name, array);
        if (old != null) {
            old.close();
        }
    }
}
