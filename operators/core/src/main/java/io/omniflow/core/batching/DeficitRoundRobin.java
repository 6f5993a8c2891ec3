package io.omniflow.core.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Deficit round robin (Shreedhar and Varghese, SIGCOMM 1995) over flows whose turns differ in cost:
 * in each round a flow earns its weight times a quantum, and takes a turn when it can pay for it.
 * The quantum of a round is the least cost for its weight of any flow, so turns interleave finely
 * and every round has one.
 *
 * <p>Bound: while two flows i and j are present with constant weights, and none is hurried, what
 * they were served for their weight, S/w, differs by at most C(i)/w(i) + C(j)/w(j) + Q, where C is
 * the largest cost of a turn of the flow and Q the largest quantum. So no flow starves.
 *
 * <p>A flow that leaves takes neither credit nor debt along. Not safe for use by several threads.
 *
 * @param <K> names a flow
 */
public final class DeficitRoundRobin<K> {

    private static final class Flow<K> {

        private final K key;
        private double weight;
        private double cost;
        private double deficit;

        Flow(K key) {
            this.key = key;
        }
    }

    private final List<Flow<K>> ring = new ArrayList<>();
    private final List<Flow<K>> hurried = new ArrayList<>();
    private int cursor;
    private boolean earned;
    private double quantum;

    /**
     * Lets a flow take part, or says what its next turn is worth.
     *
     * @param weight its share against the others, above 0
     * @param cost what its next turn costs, above 0
     */
    public void offer(K key, double weight, double cost) {
        if (!(weight > 0) || !(cost > 0)) {
            throw new IllegalArgumentException(
                    "a flow needs a weight and a cost above 0, not " + weight + " and " + cost);
        }
        Flow<K> flow = find(key);
        if (flow == null) {
            flow = new Flow<>(key);
            ring.add(flow);
        }
        flow.weight = weight;
        flow.cost = cost;
    }

    /** Drops the flows whose key the predicate accepts. */
    public void removeIf(Predicate<? super K> leaves) {
        for (int i = ring.size() - 1; i >= 0; i--) {
            if (leaves.test(ring.get(i).key)) {
                remove(i);
            }
        }
    }

    /**
     * Gives a flow the very next turn, before its round. It owes what that costs, so its share over
     * time stays the same. Unknown flows are ignored.
     */
    public void hurry(K key) {
        Flow<K> flow = find(key);
        if (flow != null && !hurried.contains(flow)) {
            hurried.add(flow);
        }
    }

    /**
     * Returns the flow whose turn it is and charges the cost that it offered.
     *
     * @throws IllegalStateException if no flow takes part
     */
    public K next() {
        if (ring.isEmpty()) {
            throw new IllegalStateException("there is no flow to take a turn");
        }
        if (!hurried.isEmpty()) {
            return charge(hurried.remove(0));
        }
        if (ring.size() == 1) {
            ring.get(0).deficit = 0;
            return ring.get(0).key;
        }
        while (!canPay()) {
            advance();
        }
        return charge(ring.get(cursor));
    }

    private K charge(Flow<K> flow) {
        flow.deficit -= flow.cost;
        return flow.key;
    }

    /** Tells whether the flow at the cursor can pay, once it has what it earns in this round. */
    private boolean canPay() {
        if (cursor == 0 && !earned) {
            quantum = leastCostForWeight();
        }
        Flow<K> flow = ring.get(cursor);
        if (!earned) {
            flow.deficit += flow.weight * quantum;
            earned = true;
        }
        return flow.deficit >= flow.cost;
    }

    private void advance() {
        cursor = (cursor + 1) % ring.size();
        earned = false;
    }

    private double leastCostForWeight() {
        double least = Double.MAX_VALUE;
        for (Flow<K> flow : ring) {
            least = Math.min(least, flow.cost / flow.weight);
        }
        return least;
    }

    private void remove(int index) {
        hurried.remove(ring.remove(index));
        if (index < cursor) {
            cursor--;
        } else if (index == cursor) {
            earned = false;
            cursor = cursor == ring.size() ? 0 : cursor;
        }
    }

    private @Nullable Flow<K> find(K key) {
        for (Flow<K> flow : ring) {
            if (flow.key.equals(key)) {
                return flow;
            }
        }
        return null;
    }
}
