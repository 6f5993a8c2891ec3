package io.omniflow.job.cli.doctor;

import io.omniflow.engine.runtime.Hardware;
import java.util.List;
import java.util.function.IntSupplier;

/** On what models compute in a TaskManager on this machine. */
final class DeviceCheck implements Check {

    private static final String NAME = "device";

    private final Hardware hardware;

    private final IntSupplier gpus;

    private final int cores;

    /**
     * Creates the check.
     *
     * @param hardware what the machine has
     * @param gpus how many GPUs libtorch can use; may fail as libtorch does
     * @param cores processors that this process may use
     */
    DeviceCheck(Hardware hardware, IntSupplier gpus, int cores) {
        this.hardware = hardware;
        this.gpus = gpus;
        this.cores = cores;
    }

    @Override
    public List<Finding> look() {
        int usable;
        try {
            usable = gpus.getAsInt();
        } catch (RuntimeException | LinkageError e) {
            return List.of(
                    Finding.fail(NAME, "none without natives", "see the line about natives"));
        }
        if (usable > 0) {
            return List.of(Finding.ok(NAME, usable + (usable == 1 ? " GPU" : " GPUs")));
        }
        if (hardware.gpu()) {
            return List.of(
                    Finding.warn(
                            NAME,
                            "CPU, although the machine has a GPU: libtorch is built for CPUs, or"
                                    + " sees no driver",
                            "set PYTORCH_LIBRARY_PATH as deploy/README.md says for GPUs"));
        }
        return List.of(Finding.ok(NAME, "CPU with " + cores + (cores == 1 ? " core" : " cores")));
    }
}
