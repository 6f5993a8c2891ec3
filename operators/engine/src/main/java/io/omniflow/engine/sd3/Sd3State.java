package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.engine.sampler.SamplerPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a generation stands.
 *
 * @param step number of steps taken
 * @param latents float32 (1, channels, height, width)
 * @param history what the sampler remembers, of the same shape
 */
record Sd3State(int step, NDArray latents, List<NDArray> history) {

    private static final String LATENTS = "latents";

    /** Begins the names of the history tensors, which are counted from 0. */
    private static final String HISTORY = "history.";

    /** Starts at latents; history that nothing has been written to is 0. */
    static Sd3State start(NDManager manager, NDArray latents, SamplerPlan plan) {
        List<NDArray> history = new ArrayList<>();
        for (int i = 0; i < plan.historySize(); i++) {
            history.add(manager.zeros(latents.getShape()));
        }
        return new Sd3State(0, latents, List.copyOf(history));
    }

    /**
     * Restores what {@link #tensors} has copied. At step 0 the latents alone will do.
     *
     * @param shape shape of the latents
     * @throws CacheException if the snapshot is of another picture or another plan
     */
    static Sd3State restore(NDManager manager, Snapshot from, long[] shape, SamplerPlan plan) {
        NDArray latents = array(manager, from, LATENTS, shape, plan);
        if (from.step() == 0 && !from.tensors().containsKey(HISTORY + 0)) {
            return start(manager, latents, plan);
        }
        List<NDArray> history = new ArrayList<>();
        for (int i = 0; i < plan.historySize(); i++) {
            history.add(array(manager, from, HISTORY + i, shape, plan));
        }
        return new Sd3State(from.step(), latents, List.copyOf(history));
    }

    /** Copies the tensors to host memory under the names of a snapshot. */
    static Map<String, HostTensor> tensors(NDArray latents, List<NDArray> history) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put(LATENTS, copy(latents));
        for (int i = 0; i < history.size(); i++) {
            tensors.put(HISTORY + i, copy(history.get(i)));
        }
        return tensors;
    }

    private static HostTensor copy(NDArray array) {
        return HostTensor.of(array.getShape().getShape().clone(), array.toFloatArray());
    }

    private static NDArray array(
            NDManager manager, Snapshot from, String name, long[] shape, SamplerPlan plan) {
        HostTensor tensor = from.tensors().get(name);
        if (tensor == null || !Arrays.equals(tensor.shape(), shape) || from.step() > plan.steps()) {
            throw new CacheException(
                    ErrorCode.INVALID_CACHE_ENTRY,
                    String.format(
                            "a snapshot at step %d with %s does not fit %d steps of %s, of which"
                                    + " '%s' is read",
                            from.step(),
                            from.tensors(),
                            plan.steps(),
                            Arrays.toString(shape),
                            name));
        }
        return manager.create(tensor.toFloats(), new Shape(shape));
    }
}
