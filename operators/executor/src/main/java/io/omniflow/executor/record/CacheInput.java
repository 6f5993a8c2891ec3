package io.omniflow.executor.record;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.EntrySlot;
import java.util.Objects;

/** What dit-cache reads by neighbourhood. */
public sealed interface CacheInput {

    /** Returns the neighbourhood. */
    String key();

    /**
     * A command on its way to a worker.
     *
     * @param command the command
     */
    record Command(WorkerCommand command) implements CacheInput {

        /** Checks that the command is there. */
        public Command {
            Objects.requireNonNull(command, "command");
        }

        @Override
        public String key() {
            return command.cacheKey();
        }
    }

    /**
     * An entry of the cache topic.
     *
     * @param entry the entry
     */
    record Entry(CacheEntry entry) implements CacheInput {

        /** Checks that the entry is there. */
        public Entry {
            Objects.requireNonNull(entry, "entry");
        }

        @Override
        public String key() {
            return entry.key();
        }
    }

    /**
     * An entry was taken out of the cache topic.
     *
     * @param slot where it was kept
     */
    record Removal(EntrySlot slot) implements CacheInput {

        /** Checks that the slot is there. */
        public Removal {
            Objects.requireNonNull(slot, "slot");
        }

        @Override
        public String key() {
            return slot.key();
        }
    }
}
