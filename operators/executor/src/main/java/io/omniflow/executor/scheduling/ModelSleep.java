package io.omniflow.executor.scheduling;

import io.omniflow.core.config.StageConfig;
import io.omniflow.executor.record.WorkerCommand;
import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;

/** Whether the model of the stage sleeps by a command. While it does, nothing is released. */
final class ModelSleep {

    private final StageConfig stage;
    private final ValueState<Boolean> state;
    private final SchedulingEmitter emitter;
    private boolean asleep;
    private boolean told;

    ModelSleep(StageConfig stage, ValueState<Boolean> state, SchedulingEmitter emitter) {
        this.stage = stage;
        this.state = state;
        this.emitter = emitter;
    }

    /** Takes up what was said before a restart; the caller has set the key. */
    void restore() throws IOException {
        asleep = Boolean.TRUE.equals(state.value());
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Has all workers unload the model, or load it; the caller has set the key. */
    void set(boolean now) throws IOException {
        asleep = now;
        state.update(now);
        tell();
    }

    /** Tells workers of a model that sleeps since before a restart, also those that are new. */
    void remind() {
        if (asleep && !told) {
            tell();
        }
    }

    private void tell() {
        told = true;
        for (int worker = 0; worker < stage.parallelism(); worker++) {
            emitter.command(new WorkerCommand.Sleep(asleep, worker));
        }
    }
}
