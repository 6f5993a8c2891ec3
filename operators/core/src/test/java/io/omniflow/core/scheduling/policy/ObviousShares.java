package io.omniflow.core.scheduling.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Virtual times by full scans; nobody is ever forgotten. */
final class ObviousShares<K> {

    private final Map<K, Double> times = new HashMap<>();
    private final Map<K, Double> weights = new HashMap<>();
    private final Map<K, Long> ranks = new HashMap<>();
    private final Set<K> waiting = new HashSet<>();
    private final double credit;
    private double floor;
    private double ideal;
    private double largest;
    private boolean replaying;

    ObviousShares(double credit) {
        this.credit = credit;
    }

    void join(K key, double weight, long rank) {
        times.merge(key, Math.max(0, floor() - credit), Math::max);
        weights.put(key, weight);
        ranks.put(key, rank);
        waiting.add(key);
    }

    void leave(K key) {
        waiting.remove(key);
    }

    K first() {
        replaying = false;
        return waiting.stream()
                .min(Comparator.<K>comparingDouble(times::get).thenComparingLong(ranks::get))
                .orElseThrow();
    }

    boolean isBefore(K one, K other) {
        int difference = Double.compare(times.get(one), times.get(other));
        return difference < 0 || (difference == 0 && ranks.get(one) < ranks.get(other));
    }

    boolean mayGoFirst(K key, double ms) {
        return times.get(key) <= least() + ms / weights.get(key);
    }

    void charge(K key, double ms) {
        replaying = false;
        floor = floor();
        double weight = waiting.stream().mapToDouble(weights::get).sum();
        ideal = Math.max(ideal, floor) + ms / weight;
        largest = Math.max(largest, ms / weights.get(key));
        times.merge(key, ms / weights.get(key), Double::sum);
    }

    Map<K, Double> memory() {
        Map<K, Double> memory = new HashMap<>();
        double base = floor();
        times.forEach((key, time) -> memory.put(key, time - base));
        memory.values().removeIf(time -> time <= 0);
        return memory;
    }

    void restore(Map<K, Double> memory) {
        times.putAll(memory);
        replaying = true;
    }

    private double floor() {
        return replaying || waiting.isEmpty()
                ? floor
                : Math.max(Math.max(floor, least()), ideal - largest);
    }

    private double least() {
        return waiting.stream().mapToDouble(times::get).min().orElseThrow();
    }
}
