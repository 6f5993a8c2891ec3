package io.omniflow.job.bench.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Requests in the order of their arrival.
 *
 * @param name what to call it
 * @param requests the requests; at least one
 */
record Trace(String name, List<TraceRequest> requests) {

    /** Sorts by arrival; requests that arrive together keep their order. */
    Trace {
        if (requests.isEmpty()) {
            throw new TraceException("trace " + name + " has no requests");
        }
        requests =
                requests.stream()
                        .sorted(Comparator.comparingLong(TraceRequest::arrivalMs))
                        .toList();
    }

    /**
     * Returns the device work that arrives as a part of what the devices could do in the time of
     * the trace; infinite when all arrives at once.
     */
    double load(int devices) {
        double workMs = requests.stream().mapToDouble(TraceRequest::workMs).sum();
        return workMs / ((double) devices * spanMs());
    }

    /**
     * Returns the trace slowed down or sped up so that the given number of devices has the load.
     */
    Trace scaledTo(double load, int devices) {
        if (spanMs() == 0) {
            throw new TraceException(
                    "all requests of trace " + name + " arrive at once: it cannot be rescaled");
        }
        double factor = load(devices) / load;
        long first = requests.get(0).arrivalMs();
        return new Trace(
                name,
                requests.stream()
                        .map(r -> r.at(Math.round((r.arrivalMs() - first) * factor)))
                        .toList());
    }

    /** Returns the trace without what one tenant asks, at the same times. */
    Trace without(String tenant) {
        return new Trace(name, requests.stream().filter(r -> !r.tenant().equals(tenant)).toList());
    }

    /** Returns the requests by model. */
    Map<String, List<TraceRequest>> byModel() {
        return requests.stream().collect(Collectors.groupingBy(TraceRequest::model));
    }

    /** Returns milliseconds from the first to the last arrival. */
    long spanMs() {
        return requests.get(requests.size() - 1).arrivalMs() - requests.get(0).arrivalMs();
    }
}
