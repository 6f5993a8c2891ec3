package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean absolute differences between tensors of many generations, read from the device at once. Of
 * tensors with several rows only the last counts, which is the branch with the prompt.
 */
final class Distances {

    private final List<NDArray> now = new ArrayList<>();
    private final List<NDArray> then = new ArrayList<>();
    private float[] values = new float[0];

    /** Asks for the distance of two tensors of equal shape and returns where it will be. */
    int add(NDArray newer, NDArray older) {
        now.add(newer);
        then.add(older);
        return now.size() - 1;
    }

    /** Measures all that was asked for. */
    void read(NDManager scratch, Kernels kernels) {
        if (!now.isEmpty()) {
            try (Call call = kernels.call("distances")) {
                values = call.withArrays(now).withArrays(then).array(scratch).toFloatArray();
            }
        }
    }

    /** Returns the mean absolute difference. */
    double difference(int at) {
        return values[at];
    }

    /** Returns the mean absolute value of the older tensor. */
    double magnitude(int at) {
        return values[now.size() + at];
    }

    /** Returns the difference relative to the older tensor. */
    double relative(int at) {
        return difference(at) / magnitude(at);
    }
}
