package io.omniflow.worker;

import io.omniflow.core.batching.BatchFill;
import io.omniflow.core.batching.DeficitRoundRobin;
import io.omniflow.engine.Generation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whose step is next: members of equal batch key form a group, and groups take turns by the compute
 * units of their batches. A group weighs its number of members, eight times that if one is urgent,
 * so each generation gets an equal share of the device whatever its size.
 */
final class Turns<G extends Generation> {

    private final LongSupplier maxBatchUnits;
    private final DeficitRoundRobin<Object> robin = new DeficitRoundRobin<>();
    private Map<Object, List<Member<G>>> groups = Map.of();
    private List<Member<G>> members = List.of();
    private long stamp;

    /**
     * Creates turns of nobody.
     *
     * @param maxBatchUnits compute units of one batch, at most, as of now; 0 for no bound
     */
    Turns(LongSupplier maxBatchUnits) {
        this.maxBatchUnits = maxBatchUnits;
    }

    /** Numbers the next step of a member, counting those of all members one by one. */
    long nextStamp() {
        return stamp++;
    }

    /** Takes those that step from now on. An urgent one among them that is new is next. */
    void regroup(List<Member<G>> stepping) {
        Map<Object, List<Member<G>>> next = new LinkedHashMap<>();
        for (Member<G> member : stepping) {
            next.computeIfAbsent(member.generation().batchKey(), key -> new ArrayList<>())
                    .add(member);
        }
        robin.removeIf(key -> !next.containsKey(key));
        groups = next;
        offer();
        for (Member<G> member : stepping) {
            if (member.isUrgent() && !members.contains(member)) {
                robin.hurry(member.generation().batchKey());
            }
        }
        members = stepping;
    }

    /** Returns the next batch; empty if nobody steps. */
    List<Member<G>> next() {
        if (groups.isEmpty()) {
            return List.of();
        }
        offer();
        return batch(groups.get(robin.next()));
    }

    private void offer() {
        groups.forEach(
                (key, group) -> robin.offer(key, weight(group), BatchFill.units(batch(group))));
    }

    private List<Member<G>> batch(List<Member<G>> group) {
        return BatchFill.choose(group, maxBatchUnits.getAsLong(), stamp);
    }

    private static int weight(List<? extends Member<?>> group) {
        boolean urgent = false;
        for (Member<?> member : group) {
            urgent |= member.isUrgent();
        }
        return urgent ? BatchFill.URGENT_WEIGHT * group.size() : group.size();
    }
}
