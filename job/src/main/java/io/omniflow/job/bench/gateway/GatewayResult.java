package io.omniflow.job.bench.gateway;

import io.omniflow.job.bench.Quantiles;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the bench of the gateway measured.
 *
 * @param alone rounds of one caller
 * @param together rounds of many callers
 */
public record GatewayResult(List<Pair> alone, List<Pair> together) {

    /**
     * A round each way, one after the other.
     *
     * @param kafka by the topics
     * @param gateway by HTTP
     */
    record Pair(Round kafka, Round gateway) {}

    /** Copies the lists. */
    public GatewayResult {
        alone = List.copyOf(alone);
        together = List.copyOf(together);
    }

    /** Returns the figures by name: quantiles of all calls, medians of the rounds. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (double share : new double[] {0.5, 0.95, 0.99}) {
            String end = String.format(Locale.ROOT, "_p%.0f_ms", share * 100);
            double kafka = callMs(Pair::kafka, share);
            double gateway = callMs(Pair::gateway, share);
            figures.put("kafka" + end, kafka);
            figures.put("gateway" + end, gateway);
            figures.put("added" + end, gateway - kafka);
        }
        figures.put("requests_per_s_kafka", median(pair -> pair.kafka().perS()));
        figures.put("requests_per_s_gateway", median(pair -> pair.gateway().perS()));
        figures.put("ratio", median(pair -> pair.gateway().perS() / pair.kafka().perS()));
        return figures;
    }

    private double callMs(Function<Pair, Round> way, double share) {
        List<Double> calls =
                alone.stream().flatMap(pair -> way.apply(pair).callsMs().stream()).toList();
        return new Quantiles(calls).at(share);
    }

    private double median(ToDoubleFunction<Pair> figure) {
        return new Quantiles(together.stream().mapToDouble(figure).boxed().toList()).at(0.5);
    }

    void print(PrintStream out) {
        out.println();
        figures().forEach((name, value) -> out.printf(Locale.ROOT, "%-28s %10.3f%n", name, value));
    }

    /** Returns the figures as one line of JSON. */
    public String toJson() {
        return figures().entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "\"%s\":%.3f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
