package io.omniflow.executor.record;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.EntrySlot;
import java.util.Objects;

/** What scheduling reads besides tasks: commands, and what the cache topic tells it. */
public sealed interface SchedulingInput {

    /**
     * A valid command for some stage.
     *
     * @param record the record of the control topic
     */
    record Command(InboundRecord record) implements SchedulingInput {

        /** Checks that the record is there. */
        public Command {
            Objects.requireNonNull(record, "record");
        }
    }

    /**
     * An output lies in the cache topic. Whether the cache takes it is not known here.
     *
     * @param model name of the model
     * @param modelRevision content hash of the model bundle
     * @param fingerprint what it is the output of
     * @param tenant who asked for it; empty when not given
     * @param shared whether other tenants may see it, if they say so too
     * @param createdMs epoch milliseconds at which its generation started
     * @param bytes what it counts against the cache's byte limit
     */
    record Stored(
            String model,
            String modelRevision,
            String fingerprint,
            String tenant,
            boolean shared,
            long createdMs,
            long bytes)
            implements SchedulingInput {

        /** Checks that the names are there. */
        public Stored {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(modelRevision, "modelRevision");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(tenant, "tenant");
        }

        /** Returns what scheduling must know of an entry. */
        public static Stored of(CacheEntry entry) {
            return new Stored(
                    entry.model(),
                    entry.modelRevision(),
                    entry.fingerprint(),
                    entry.tenant(),
                    entry.shared(),
                    entry.createdMs(),
                    entry.header(0).bytes());
        }
    }

    /**
     * An output was taken out of the cache topic.
     *
     * @param slot where it was kept
     */
    record Removed(EntrySlot slot) implements SchedulingInput {

        /** Checks that the slot is there. */
        public Removed {
            Objects.requireNonNull(slot, "slot");
        }
    }

    /**
     * Something was invalidated, by this job or another one.
     *
     * @param epoch what
     */
    record Invalidated(CacheEpoch epoch) implements SchedulingInput {

        /** Checks that the epoch is there. */
        public Invalidated {
            Objects.requireNonNull(epoch, "epoch");
        }
    }
}
