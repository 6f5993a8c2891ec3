package io.omniflow.core.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Picks the members of a batch from a group that may be too large for one. Whoever waited longest
 * is in it for certain, an urgent one counting its wait {@value #URGENT_WEIGHT} times, and others
 * join while there is room. So each member steps in turn, and an urgent one keeps none waiting for
 * more than that many times its own wait.
 */
public final class BatchFill {

    /** What an urgent generation counts for against one that is not. */
    public static final int URGENT_WEIGHT = 8;

    private BatchFill() {}

    /** Returns the compute units of one step of all members. */
    public static long units(List<? extends BatchMember> members) {
        long units = 0;
        for (BatchMember member : members) {
            units += member.units();
        }
        return units;
    }

    /**
     * Returns the next batch, which has at least one member.
     *
     * @param group whoever may step together, not empty
     * @param maxUnits compute units of the batch, at most; 0 for no bound
     * @param stamp the number of the next step, counting the steps of all generations one by one
     */
    public static <M extends BatchMember> List<M> choose(List<M> group, long maxUnits, long stamp) {
        if (maxUnits == 0 || units(group) <= maxUnits) {
            return group;
        }
        List<M> byWait = new ArrayList<>(group);
        byWait.sort(
                Comparator.comparingLong((M member) -> wait(member, stamp))
                        .reversed()
                        .thenComparing(member -> !member.isUrgent())
                        .thenComparingLong(BatchMember::sequence));
        return fill(byWait, maxUnits);
    }

    private static <M extends BatchMember> List<M> fill(List<M> byWait, long maxUnits) {
        List<M> batch = new ArrayList<>();
        long left = maxUnits;
        for (M member : byWait) {
            if (batch.isEmpty() || member.units() <= left) {
                batch.add(member);
                left -= member.units();
            }
        }
        return batch;
    }

    private static long wait(BatchMember member, long stamp) {
        if (member.lastStamp() == BatchMember.NEVER) {
            return Long.MAX_VALUE;
        }
        long steps = stamp - member.lastStamp();
        return member.isUrgent() ? URGENT_WEIGHT * steps : steps;
    }
}
