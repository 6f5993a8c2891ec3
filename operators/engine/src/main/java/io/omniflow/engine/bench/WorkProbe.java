package io.omniflow.engine.bench;

import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.script.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;

/** The linear layers of a step, each shape alone: what the machine does on the model's shapes. */
final class WorkProbe implements AutoCloseable {

    private final StepWork work;
    private final Map<Product, GemmProbe> probes = new LinkedHashMap<>();

    WorkProbe(Kernels kernels, StepWork work, ComputeType type) {
        this.work = work;
        work.products().keySet().forEach(p -> probes.put(p, new GemmProbe(kernels, p, type)));
        Product modulation = work.modulation();
        probes.put(modulation, new GemmProbe(kernels, modulation, type));
    }

    /** Times each shape once. */
    void measure() {
        probes.values().forEach(GemmProbe::measure);
    }

    /** Forgets what was measured. */
    void reset() {
        probes.values().forEach(GemmProbe::reset);
    }

    /** Returns milliseconds of the processor that a step's part of the modulations takes. */
    double modulationMillis() {
        return work.modulationShare() * probes.get(work.modulation()).linearMillis();
    }

    /** Returns billions of operations a second over all linear layers of a step. */
    double gflops() {
        double flops = 0;
        double millis = 0;
        for (Map.Entry<Product, Double> entry : work.products().entrySet()) {
            flops += entry.getValue() * entry.getKey().flops();
            millis += entry.getValue() * probes.get(entry.getKey()).millis();
        }
        return flops / millis / 1e6;
    }

    /** Returns the work. */
    StepWork work() {
        return work;
    }

    @Override
    public void close() {
        probes.values().forEach(GemmProbe::close);
    }
}
