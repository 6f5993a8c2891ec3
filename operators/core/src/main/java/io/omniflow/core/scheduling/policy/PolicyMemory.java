package io.omniflow.core.scheduling.policy;

import io.omniflow.core.request.Priority;
import java.util.Map;

/**
 * What a policy remembers of who had how much.
 *
 * @param classPasses virtual time of the classes that are ahead
 * @param tenantPasses virtual time of the tenants that are ahead
 */
public record PolicyMemory(Map<Priority, Double> classPasses, Map<String, Double> tenantPasses) {

    /** Nothing. */
    public static final PolicyMemory EMPTY = new PolicyMemory(Map.of(), Map.of());

    /** Copies the maps. */
    public PolicyMemory {
        classPasses = Map.copyOf(classPasses);
        tenantPasses = Map.copyOf(tenantPasses);
    }
}
