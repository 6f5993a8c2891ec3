package io.omniflow.job.bench.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Jain's index over tenants of their normalised service: what a tenant got while requests still
 * arrived, as a part of its max-min fair share of all that was served then. 1 if all got their
 * share, 1 ÷ n if one of n got everything. (R. Jain, D. Chiu, W. Hawe: A Quantitative Measure of
 * Fairness, 1984.)
 */
final class Fairness {

    private Fairness() {}

    /** Computes the index of a replay of a trace. */
    static double index(Trace trace, Map<String, Double> servedMs) {
        Map<String, Double> demand = new HashMap<>();
        trace.requests().forEach(r -> demand.merge(r.tenant(), r.workMs(), Double::sum));
        double total = servedMs.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> shares = maxMinShares(demand, total);
        return jain(
                demand.keySet().stream()
                        .mapToDouble(t -> servedMs.getOrDefault(t, 0.0) / shares.get(t))
                        .toArray());
    }

    /** Shares a total so that nobody gets more than it asks and the least get most. */
    static Map<String, Double> maxMinShares(Map<String, Double> demand, double total) {
        Map<String, Double> shares = new HashMap<>();
        List<Map.Entry<String, Double>> ascending =
                demand.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                        .toList();
        double rest = total;
        int left = ascending.size();
        for (Map.Entry<String, Double> tenant : ascending) {
            double share = Math.min(tenant.getValue(), rest / left);
            shares.put(tenant.getKey(), share);
            rest -= share;
            left--;
        }
        return shares;
    }

    /** Computes Jain's index: the square of the sum ÷ (n × the sum of squares). */
    static double jain(double... values) {
        double sum = Arrays.stream(values).sum();
        double squares = Arrays.stream(values).map(value -> value * value).sum();
        return sum * sum / (values.length * squares);
    }
}
