package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.calibration.ResidualTrace;
import io.omniflow.engine.diffusion.SD3Transformer2DModel;
import io.omniflow.engine.diffusion.Streams;
import io.omniflow.engine.script.Call;
import java.util.List;

/** Looks at the hidden states of one generation, step by step. */
final class Sd3Tracer {

    private final Sd3Model model;
    private ResidualTrace trace = new ResidualTrace(1);
    private boolean begun;

    Sd3Tracer(Sd3Model model) {
        this.model = model;
    }

    /**
     * Runs the blocks of the next step and looks at what goes in and what they add.
     *
     * @param scratch owns all temporaries
     */
    void look(NDManager scratch, Sd3Generation generation) {
        SD3Transformer2DModel transformer = model.transformer();
        Streams first = transformer.open(scratch, List.of(generation.member()));
        Streams last = transformer.run(scratch, first, 0, transformer.blocks());
        if (!begun) {
            trace = new ResidualTrace((int) first.pictures().getShape().get(2));
            begun = true;
        }
        trace.add(
                call(scratch, "first_input", first.pictures(), first.modulations()),
                call(scratch, "last_change", last.pictures(), first.pictures()));
    }

    /** Returns what was seen. */
    ResidualTrace trace() {
        return trace;
    }

    private float[] call(NDManager scratch, String kernel, NDArray a, NDArray b) {
        try (Call call = model.kernels().call(kernel)) {
            return call.with(a).with(b).array(scratch).toFloatArray();
        }
    }
}
