package io.omniflow.executor.coordination;

import java.util.Map;
import java.util.Objects;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Tells a worker which tasks may have killed a process. The newest event outdates all before it.
 *
 * @param suspects how often each was suspected, by fingerprint: after the first time it runs alone,
 *     after the second never
 * @param turn fingerprint of the suspect that may run now; empty for none
 * @param open whether others may begin; not while another worker of the process runs a suspect
 */
public record VerdictEvent(Map<String, Integer> suspects, String turn, boolean open)
        implements OperatorEvent {

    /** Nobody is suspected. */
    public static final VerdictEvent NOBODY = new VerdictEvent(Map.of(), "", true);

    /** Copies the map. */
    public VerdictEvent {
        suspects = Map.copyOf(suspects);
        Objects.requireNonNull(turn, "turn");
    }
}
