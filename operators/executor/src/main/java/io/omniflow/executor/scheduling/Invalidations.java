package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.CacheEpochs;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.executor.wire.CacheEpochEncoder;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.InvalidationReport;
import org.apache.flink.api.common.state.ListState;

/**
 * What commands have invalidated: it holds for every task that is released from then on, and the
 * cache topic carries it to all who keep entries. The caller has set the current key.
 */
final class Invalidations {

    private final StageConfig stage;
    private final CacheEpochs epochs;
    private final ListState<CacheEpoch> state;
    private final SchedulingEmitter emitter;
    private final CacheEpochEncoder encoder = new CacheEpochEncoder();
    private boolean changed;

    Invalidations(
            StageConfig stage,
            CacheEpochs epochs,
            ListState<CacheEpoch> state,
            SchedulingEmitter emitter) {
        this.stage = stage;
        this.epochs = epochs;
        this.state = state;
        this.emitter = emitter;
    }

    /** Reads the state. */
    void restore() throws Exception {
        Iterable<CacheEpoch> restored = state.get();
        if (restored != null) {
            restored.forEach(epochs::add);
        }
    }

    /** Invalidates what a valid command means, whatever began before now. */
    InvalidationReport invalidate(InvalidateCache command, long nowMs) {
        CacheEpoch epoch = new CacheEpoch(scope(command), command.getName(), nowMs);
        changed |= epochs.add(epoch);
        if (stage.cache().enabled()) {
            emitter.cacheRecord(encoder.encode(epoch, nowMs));
        }
        return InvalidationReport.newBuilder().setBeforeMs(epoch.beforeMs()).build();
    }

    /**
     * Returns the epoch milliseconds before which nothing may have begun that answers a task; 0 for
     * no bound.
     */
    long notBefore(GenerationTask task) {
        return epochs.notBefore(stage.name(), task.tenant(), task.fingerprint());
    }

    /**
     * Writes the state; a snapshot of it follows.
     *
     * @param ttlMs how long entries are served, in milliseconds: what is older says nothing more
     */
    void flush(long nowMs, long ttlMs) throws Exception {
        if (changed) {
            epochs.forget(nowMs - ttlMs);
            state.update(epochs.memory());
            changed = false;
        }
    }

    private static CacheEpoch.Scope scope(InvalidateCache command) {
        return switch (command.getScope()) {
            case SCOPE_ALL -> CacheEpoch.Scope.ALL;
            case SCOPE_MODEL -> CacheEpoch.Scope.MODEL;
            case SCOPE_TENANT -> CacheEpoch.Scope.TENANT;
            case SCOPE_FINGERPRINT -> CacheEpoch.Scope.FINGERPRINT;
            case SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalStateException("control records are checked at the source");
        };
    }
}
