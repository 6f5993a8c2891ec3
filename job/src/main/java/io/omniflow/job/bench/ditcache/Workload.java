package io.omniflow.job.bench.ditcache;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Requests in the order in which they arrive.
 *
 * @param about one line that says where they come from
 * @param requests the requests; ids are unique
 */
record Workload(String about, List<WorkloadRequest> requests) {

    Workload {
        requests = List.copyOf(requests);
    }

    /** Returns the first requests alone, all of which refer to one another only. */
    Workload first(int count) {
        return new Workload(about, requests.subList(0, Math.min(count, requests.size())));
    }

    Map<String, WorkloadRequest> byId() {
        return requests.stream()
                .collect(Collectors.toMap(WorkloadRequest::id, Function.identity()));
    }
}
