package io.omniflow.job.cli.doctor;

import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.Hardware;
import java.util.List;

/** Whether the machine computes fast in the type that the deployment names. */
final class DtypeCheck implements Check {

    private static final String NAME = "dtype";

    private final Hardware hardware;

    private final ComputeType wanted;

    /** Creates the check of a machine for a type. */
    DtypeCheck(Hardware hardware, ComputeType wanted) {
        this.hardware = hardware;
        this.wanted = wanted;
    }

    @Override
    public List<Finding> look() {
        boolean fast = hardware.fastest() == ComputeType.BFLOAT16;
        String text = "engine.dtype is " + wanted + "; bfloat16 is " + support();
        if (wanted == ComputeType.BFLOAT16 && !fast) {
            return List.of(
                    Finding.warn(NAME, text, "set engine.dtype: float32, which is faster here"));
        }
        return List.of(Finding.ok(NAME, text));
    }

    private String support() {
        if (hardware.gpu()) {
            return "fast on the GPU";
        }
        if (hardware.amx()) {
            return "fast by AMX";
        }
        return hardware.avx512() ? "fast by AVX-512" : "slow on this processor";
    }
}
