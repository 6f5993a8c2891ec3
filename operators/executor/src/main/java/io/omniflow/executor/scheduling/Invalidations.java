package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.CacheEpochs;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.KnownOutputs;
import io.omniflow.executor.wire.CacheEpochEncoder;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.InvalidationReport;
import org.apache.flink.api.common.state.ListState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was invalidated: it holds for every task that is released from then on, and what is known of
 * stored outputs is forgotten. The cache topic carries it to all who keep entries, and brings what
 * other jobs, or this one in an earlier life, have invalidated. The caller has set the current key.
 */
final class Invalidations {

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    private final StageConfig stage;
    private final CacheEpochs epochs;
    private final KnownOutputs known;
    private final ListState<CacheEpoch> state;
    private final SchedulingEmitter emitter;
    private final CacheEpochEncoder encoder = new CacheEpochEncoder();
    private boolean changed;

    Invalidations(
            StageConfig stage,
            CacheEpochs epochs,
            KnownOutputs known,
            ListState<CacheEpoch> state,
            SchedulingEmitter emitter) {
        this.stage = stage;
        this.epochs = epochs;
        this.known = known;
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
        return InvalidationReport.newBuilder()
                .setBeforeMs(epoch.beforeMs())
                .setForgotten(known.forget(epoch))
                .build();
    }

    /** Takes in what the cache topic tells, such as what this stage wrote itself. */
    void learn(CacheEpoch epoch, long nowMs) {
        if (epoch.isAhead(nowMs)) {
            LOG.warn("an invalidation that lies in the future is not carried out: {}", epoch);
        } else if (epochs.add(epoch)) {
            changed = true;
            known.forget(epoch);
        }
    }

    /**
     * Returns the epoch milliseconds before which nothing may have begun that answers a task; 0 for
     * no bound.
     */
    long notBefore(GenerationTask task) {
        return notBefore(task.tenant(), task.fingerprint());
    }

    /**
     * Returns the epoch milliseconds before which an output of a tenant must not have begun to be
     * served; 0 for no bound.
     */
    long notBefore(String tenant, String fingerprint) {
        return epochs.notBefore(stage.name(), tenant, fingerprint);
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
