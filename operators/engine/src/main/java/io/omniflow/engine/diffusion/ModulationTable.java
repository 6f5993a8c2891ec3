package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.script.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * The modulations of one generation, computed for a window of steps at a time: the matrix is large,
 * and reading it for each step anew would cost more than the sums. Windows lie at fixed steps, so a
 * resumed generation computes the same batches, and with them the same bits.
 */
final class ModulationTable {

    private static final int MAX_STEPS = 16;
    private static final long MAX_BYTES = 4 << 20;

    private final Kernels kernels;
    private final Parameters weights;
    private final NDManager owner;
    private final NDArray pooled;
    private final float[] timesteps;
    private final int window;
    private int computed = -1;
    private NDManager manager;
    private List<NDArray> rows;

    /**
     * Makes a table.
     *
     * @param owner owns what is computed
     * @param pooled float32 (branches, width), lives as long as the table
     * @param timesteps timestep of each step
     * @param rowBytes size of one step's modulations for all branches
     */
    ModulationTable(
            NDManager owner,
            Kernels kernels,
            Parameters weights,
            NDArray pooled,
            float[] timesteps,
            long rowBytes) {
        this.owner = owner;
        this.kernels = kernels;
        this.weights = weights;
        this.pooled = pooled;
        this.timesteps = timesteps.clone();
        this.window = (int) Math.max(1, Math.min(MAX_STEPS, MAX_BYTES / rowBytes));
    }

    /**
     * Returns float32 (branches, values) of a step; valid until a step of another window is asked
     * for.
     */
    NDArray row(int step) {
        if (step / window != computed) {
            compute(step / window);
        }
        return rows.get(step % window);
    }

    private void compute(int index) {
        if (manager != null) {
            manager.close();
        }
        manager = owner.newSubManager();
        int end = Math.min(timesteps.length, (index + 1) * window);
        float[] times = Arrays.copyOfRange(timesteps, index * window, end);
        try (NDManager scratch = manager.newSubManager();
                Call call = kernels.call("modulations")) {
            rows = call.with(scratch.create(times)).with(pooled).with(weights).arrays(manager);
        }
        computed = index;
    }
}
