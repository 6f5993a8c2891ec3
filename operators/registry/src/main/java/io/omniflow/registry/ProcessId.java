package io.omniflow.registry;

import java.util.UUID;

/** Names this JVM, to tell from afar whether it outlived a failure. */
public final class ProcessId {

    private static final String ID = UUID.randomUUID().toString();

    private ProcessId() {}

    /** Returns a name that no other JVM, past or future, has. */
    public static String get() {
        return ID;
    }
}
